import { segmentDays } from '../../../domain/broadcast.js';
import { action, choice, integer, rowId } from '../../callback-data.js';

const id = rowId;
const page = integer(0, 9999);
const kind = choice('visited', 'sleeping');

export const listBroadcasts = action('wls', 1, { page });
export const newBroadcast = action('wnw', 1, {});
export const openBroadcast = action('wcd', 1, { id });
/** Asks for the text. */
export const writeText = action('wtx', 1, { id });
export const previewBroadcast = action('wpv', 1, { id });
export const setButton = action('wbt', 1, { id, to: choice('on', 'off') });
export const dropPhoto = action('wph', 1, { id });
export const deleteBroadcast = action('wdl', 1, { id, sure: choice('ask', 'yes') });
export const openAudience = action('wau', 1, { id });
export const takeSegment = action('wsg', 1, { id, kind: choice('all', 'upcoming', 'no_upcoming') });
export const openDays = action('wdy', 1, { id, kind });
export const takeDays = action('wdt', 1, { id, kind, days: integer(segmentDays.min, segmentDays.max) });
/** Asks for another number of days. */
export const typeDays = action('wdq', 1, { id, kind });
export const pickService = action('wsv', 1, { id, page });
export const takeService = action('wss', 1, { id, service: rowId });
export const pickSource = action('wsc', 1, { id, page });
/** A source's name is too long for a button: a client who came from there stands for it. */
export const takeSource = action('wso', 1, { id, client: rowId });
export const askSend = action('was', 1, { id });
/** `version`: of the draft as it was seen. */
export const sendBroadcast = action('wgo', 1, { id, version: rowId });
export const steerSending = action('wst', 1, { id, to: choice('stop', 'go') });
