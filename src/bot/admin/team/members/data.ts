import { roles } from '../../../../domain/permissions.js';
import { action, choice, integer, rowIdOrNull } from '../../../callback-data.js';

/** Ten digits of base 36: more than Telegram's ids will need. */
const person = integer(1, 36 ** 10 - 1);
/** Null: whoever comes with the link. */
const personOrLink = integer(0, 36 ** 10 - 1);
/** 0: not on the list yet. */
const version = integer(0, 999_999);
const role = choice(...roles);

export const listMembers = action('atl', 1, { page: integer(0, 999) });
export const openMember = action('atm', 1, { who: person });
export const addMember = action('ata', 1, {});
export const makeLink = action('atj', 1, {});
export const withdrawLinks = action('atw', 1, {});
/** `who` 0: for a link. A master's role asks whose calendar it is. */
export const chooseRole = action('atr', 1, { who: personOrLink, version, role });
export const chooseCalendar = action('atk', 1, { who: person, version, role });
export const givePost = action('atp', 1, { who: personOrLink, version, role, staff: rowIdOrNull });
export const changeMember = action('ate', 1, { who: person });
export const removeMember = action('atx', 1, { who: person, version, sure: choice('ask', 'yes') });
export const removeMemberPin = action('atz', 1, { who: person });
