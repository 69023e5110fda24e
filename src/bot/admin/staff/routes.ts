import { entryRoutes } from '../catalogue/entry-routes.js';
import { desk, type DeskRoute } from '../desk-route.js';
import {
  clearTerm,
  editTerm,
  listOffers,
  listTerms,
  masterButtons,
  openTerms,
  setAllOffers,
  setOffer,
  setOwnLength,
} from './data.js';
import { changePressed, showOffers, showTerms, showTermsList, switchAll, switchOffer } from './offers.js';
import { askName, askTerm, masterFieldQuestion } from './questions.js';
import { masterRoom } from './room.js';

const needed = 'staff.edit';

export const staffRoutes: readonly DeskRoute[] = [
  ...entryRoutes(masterRoom, masterFieldQuestion),
  desk(masterButtons.create, needed, askName),
  desk(listOffers, needed, (turn, { staff, page }) => showOffers(turn, staff, page)),
  desk(setOffer, needed, (turn, { staff, service, to, page }) =>
    switchOffer(turn, { staffId: staff, serviceId: service, isOffered: to === 'on' }, page),
  ),
  desk(setAllOffers, needed, (turn, { staff, to }) =>
    switchAll(turn, { staffId: staff, isOffered: to === 'on' }),
  ),
  desk(listTerms, needed, (turn, { staff, page }) => showTermsList(turn, staff, page)),
  desk(openTerms, needed, (turn, { staff, service }) => showTerms(turn, staff, service)),
  desk(editTerm, needed, askTerm),
  desk(setOwnLength, needed, (turn, { staff, service, version, minutes }) =>
    changePressed(turn, {
      ...{ staffId: staff, serviceId: service, expectedVersion: version },
      terms: { durationMinutes: minutes },
    }),
  ),
  desk(clearTerm, needed, (turn, { staff, service, version, term }) =>
    changePressed(turn, {
      ...{ staffId: staff, serviceId: service, expectedVersion: version },
      terms: term === 'price' ? { priceMinor: null } : { durationMinutes: null },
    }),
  ),
];
