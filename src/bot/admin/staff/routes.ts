import type { MasterEdit } from '../../../commands/desk/edit-master.js';
import { desk, type DeskRoute } from '../desk-route.js';
import {
  clearMasterField,
  clearTerm,
  editMasterField,
  editTerm,
  hideMaster,
  hideMasterPhoto,
  listMasters,
  listOffers,
  listTerms,
  moveMasterBy,
  newMaster,
  openMasterCard,
  openTerms,
  restoreMaster,
  setAllOffers,
  setOffer,
  setOwnLength,
  showMasterPhoto,
  type Clearable,
} from './data.js';
import { changePressed, showOffers, showTerms, showTermsList, switchAll, switchOffer } from './offers.js';
import { askField, askName, askTerm } from './questions.js';
import { askToHide, editPressed, hidePhoto, move, showMaster, showMasters, showPhoto } from './react.js';

const needed = 'staff.edit';

const cleared: Readonly<Record<Clearable, MasterEdit['values']>> = {
  about: { about: null },
  photo: { photoFileId: null },
};

export const staffRoutes: readonly DeskRoute[] = [
  desk(listMasters, 'salon.view', (turn, { page }) => showMasters(turn, page)),
  desk(openMasterCard, 'salon.view', (turn, { staff }) => showMaster(turn, staff)),
  desk(showMasterPhoto, 'salon.view', (turn, { staff }) => showPhoto(turn, staff)),
  desk(hideMasterPhoto, 'salon.view', (turn, { staff }) => hidePhoto(turn, staff)),
  desk(newMaster, needed, askName),
  desk(editMasterField, needed, askField),
  desk(clearMasterField, needed, (turn, { staff, version, field }) =>
    editPressed(turn, { staffId: staff, expectedVersion: version, values: cleared[field] }),
  ),
  desk(moveMasterBy, needed, (turn, { staff, move: direction }) => move(turn, staff, direction)),
  desk(hideMaster, needed, (turn, { staff, version, sure }) =>
    sure === 'ask'
      ? askToHide(turn, staff)
      : editPressed(turn, { staffId: staff, expectedVersion: version, values: { active: false } }),
  ),
  desk(restoreMaster, needed, (turn, { staff, version }) =>
    editPressed(turn, { staffId: staff, expectedVersion: version, values: { active: true } }),
  ),
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
