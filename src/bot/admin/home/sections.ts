import type { Permission } from '../../../domain/permissions.js';
import type { TextKey } from '../../../i18n/texts.js';
import { bookFor, listFound, openSchedule } from '../bookings/data.js';
import { listBroadcasts } from '../broadcast/data.js';
import { listClients } from '../clients/data.js';
import { openHoursOf } from '../hours/data.js';
import { openExport } from '../exports/data.js';
import { openNotices } from '../notices/data.js';
import { openNumbers } from '../numbers/data.js';
import { listBlocks } from '../blocks/data.js';
import { openMass } from '../mass/data.js';
import { listDeskReviews } from '../reviews/data.js';
import { listServices } from '../services/data.js';
import { openSettings } from '../settings/data.js';
import { listMasters } from '../staff/data.js';
import { openAudit } from '../team/audit/data.js';
import { listMembers } from '../team/members/data.js';
import { openPin } from '../team/pin/data.js';
import { openTexts } from '../texts/data.js';

/** A way from the desk into one of its rooms. */
export interface Section {
  readonly label: TextKey;
  readonly permission: Permission;
  readonly data: string;
}

/** Used between two clients. */
export const everyday: readonly Section[] = [
  { label: 'd_bookings.schedule', permission: 'bookings.view', data: openSchedule.data({}) },
  { label: 'd_bookings.book', permission: 'bookings.edit', data: bookFor.data({ client: null }) },
  { label: 'd_bookings.find', permission: 'bookings.view', data: listFound.data({ page: 0 }) },
  {
    label: 'd_clients.open',
    permission: 'clients.view',
    data: listClients.data({ show: 'recent', page: 0 }),
  },
  { label: 'd_numbers.open', permission: 'numbers.view', data: openNumbers.data({}) },
  {
    label: 'd_reviews.open',
    permission: 'reviews.view',
    data: listDeskReviews.data({ stars: 0, show: 'all', page: 0 }),
  },
  { label: 'd_blocks.open', permission: 'time.block', data: listBlocks.data({ page: 0 }) },
  { label: 'd_notices.open', permission: 'self.edit', data: openNotices.data({}) },
  { label: 'd_mass.open', permission: 'bookings.mass', data: openMass.data({}) },
  { label: 'd_broadcast.open', permission: 'broadcasts.send', data: listBroadcasts.data({ page: 0 }) },
];

/** Used when something about the salon changes. */
export const setup: readonly Section[] = [
  { label: 'd_services.open', permission: 'salon.view', data: listServices.data({ page: 0 }) },
  { label: 'd_staff.open', permission: 'salon.view', data: listMasters.data({ page: 0 }) },
  { label: 'd_hours.open', permission: 'salon.view', data: openHoursOf.data({ staff: null }) },
  { label: 'd_settings.open', permission: 'salon.view', data: openSettings.data({}) },
  { label: 'd_texts.open', permission: 'texts.edit', data: openTexts.data({}) },
  { label: 'd_team.open', permission: 'admins.edit', data: listMembers.data({ page: 0 }) },
  { label: 'd_audit.open', permission: 'audit.view', data: openAudit.data({}) },
  { label: 'd_pin.open', permission: 'self.edit', data: openPin.data({}) },
  { label: 'd_exports.open', permission: 'data.export', data: openExport.data({}) },
];
