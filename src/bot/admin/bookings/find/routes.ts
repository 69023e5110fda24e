import { noFilter, periodNamed } from '../../../../commands/desk/find-bookings.js';
import { listCalendars } from '../../../../commands/desk/read-schedule.js';
import { readCatalogue } from '../../../../commands/read-catalogue.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import {
  chooseMaster,
  chooseOutcome,
  choosePeriod,
  chooseService,
  filterMaster,
  filterOutcome,
  filterPeriod,
  filterService,
  findOfClient,
  listFound,
  resetFilter,
  typePeriod,
  typeSearch,
} from '../data.js';
import { askForPeriod, askForSearch } from './questions.js';
import { mastersFilterScreen, outcomesScreen, periodsScreen, servicesFilterScreen } from './screens.js';
import { lookFor, showFound } from './show.js';

export const findRoutes: readonly DeskRoute[] = [
  desk(listFound, 'bookings.view', (turn, { page }) => showFound(turn, page)),
  desk(resetFilter, 'bookings.view', (turn) => lookFor(turn, 'reset')),
  desk(typeSearch, 'bookings.view', askForSearch),
  desk(findOfClient, 'bookings.view', (turn, { client }) =>
    lookFor(turn, { ...noFilter, outcome: null, clientId: client }),
  ),
  desk(chooseOutcome, 'bookings.view', async ({ wording }) => ({ screen: outcomesScreen(wording) })),
  desk(filterOutcome, 'bookings.view', (turn, { outcome }) =>
    lookFor(turn, { outcome: outcome === 'any' ? null : outcome }),
  ),
  desk(choosePeriod, 'bookings.view', async ({ wording }) => ({ screen: periodsScreen(wording) })),
  desk(filterPeriod, 'bookings.view', (turn, { period }) => {
    const { clock, zone } = turn.tenant;
    return lookFor(turn, { period: period === 'any' ? null : periodNamed(period, clock.now(), zone) });
  }),
  desk(typePeriod, 'bookings.view', askForPeriod),
  desk(chooseService, 'bookings.view', async ({ tenant, wording }, { page }) => {
    const { services } = await readCatalogue(tenant);
    return { screen: servicesFilterScreen(services, page, wording) };
  }),
  desk(filterService, 'bookings.view', (turn, { service }) => lookFor(turn, { serviceId: service })),
  desk(chooseMaster, 'bookings.view', async ({ tenant, admin, wording }, { page }) => {
    const masters = await listCalendars(tenant, admin);
    return { screen: mastersFilterScreen(masters, page, wording) };
  }),
  desk(filterMaster, 'bookings.view', (turn, { staff }) => lookFor(turn, { staffId: staff })),
];
