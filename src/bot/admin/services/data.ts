import { templateNames } from '../../../domain/templates.js';
import { moves } from '../../../domain/row-order.js';
import { visitLimits } from '../../../domain/visit-length.js';
import { action, choice, integer, rowId } from '../../callback-data.js';

const version = integer(1, 999_999);
const sure = choice('ask', 'yes');

/** What can be typed or sent about a service. */
export const serviceFields = [
  'name',
  'description',
  'category',
  'price',
  'duration',
  'before',
  'after',
  'photo',
] as const;
export type ServiceField = (typeof serviceFields)[number];
/** Those that may be absent. */
export const clearables = ['description', 'category', 'photo'] as const;
export type Clearable = (typeof clearables)[number];
export const lengths = ['duration', 'before', 'after'] as const;
export type LengthField = (typeof lengths)[number];

const minutes = integer(0, visitLimits.duration.max);

export const listServices = action('elt', 1, { page: integer(0, 999) });
export const openService = action('eop', 1, { service: rowId });
export const newService = action('enw', 1, {});
/** How long the service of a draft lasts. */
export const setDraftLength = action('edu', 1, { draft: rowId, minutes });
/** The service of a draft costs nothing. */
export const makeFree = action('efr', 1, { draft: rowId, minutes });
export const editField = action('eed', 1, { service: rowId, field: choice(...serviceFields) });
export const setLength = action('epk', 1, { service: rowId, version, field: choice(...lengths), minutes });
/** The category of the service `anchor`. */
export const setCategory = action('ect', 1, { service: rowId, version, anchor: rowId });
export const clearField = action('ecl', 1, { service: rowId, version, field: choice(...clearables) });
export const setFree = action('ezr', 1, { service: rowId, version });
export const showServicePhoto = action('eph', 1, { service: rowId });
/** Takes the photo out of the chat. */
export const hideServicePhoto = action('ehp', 1, { service: rowId });
export const moveServiceBy = action('emv', 1, { service: rowId, move: choice(...moves) });
export const hideService = action('ehd', 1, { service: rowId, version, sure });
export const restoreService = action('ers', 1, { service: rowId, version });

const template = choice(...templateNames());
export const listTemplates = action('etl', 1, {});
export const viewTemplate = action('etv', 1, { template });
export const takeTemplate = action('etu', 1, { template });
export const leaveEmpty = action('ete', 1, {});
