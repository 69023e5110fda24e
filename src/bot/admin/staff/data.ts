import { moves } from '../../../domain/row-order.js';
import { visitLimits } from '../../../domain/visit-length.js';
import { action, choice, integer, rowId } from '../../callback-data.js';

const page = integer(0, 999);
const version = integer(1, 999_999);
const offer = { staff: rowId, service: rowId };

/** What can be typed or sent about a master. */
export const staffFields = ['name', 'about', 'photo'] as const;
export type StaffField = (typeof staffFields)[number];
/** Those that may be absent. */
export const clearables = ['about', 'photo'] as const;
export type Clearable = (typeof clearables)[number];
export const termNames = ['price', 'duration'] as const;
export type TermName = (typeof termNames)[number];

export const listMasters = action('flt', 1, { page });
export const openMasterCard = action('fop', 1, { staff: rowId });
export const newMaster = action('fnw', 1, {});
export const editMasterField = action('fed', 1, { staff: rowId, field: choice(...staffFields) });
export const clearMasterField = action('fcl', 1, { staff: rowId, version, field: choice(...clearables) });
export const showMasterPhoto = action('fph', 1, { staff: rowId });
/** Takes the photo out of the chat. */
export const hideMasterPhoto = action('fhp', 1, { staff: rowId });
export const moveMasterBy = action('fmv', 1, { staff: rowId, move: choice(...moves) });
export const hideMaster = action('fhd', 1, { staff: rowId, version, sure: choice('ask', 'yes') });
export const restoreMaster = action('frs', 1, { staff: rowId, version });

export const listOffers = action('fls', 1, { staff: rowId, page });
/** Switches a service of a master on or off. */
export const setOffer = action('fof', 1, { ...offer, to: choice('on', 'off'), page });
export const setAllOffers = action('fal', 1, { staff: rowId, to: choice('on', 'off') });
/** A master's own price and length. */
export const listTerms = action('ftl', 1, { staff: rowId, page });
export const openTerms = action('ftm', 1, offer);
export const editTerm = action('fte', 1, { ...offer, term: choice(...termNames) });
export const setOwnLength = action('ftd', 1, {
  ...offer,
  version,
  minutes: integer(0, visitLimits.duration.max),
});
/** As the service has it. */
export const clearTerm = action('ftc', 1, { ...offer, version, term: choice(...termNames) });
