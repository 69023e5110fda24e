import {
  canChooseTemplate,
  chooseTemplate,
  previewTemplate,
  startEmpty,
} from '../../../commands/desk/choose-template.js';
import { listDeskServices } from '../../../commands/desk/services.js';
import type { ServiceEdit } from '../../../commands/desk/edit-service.js';
import type { TemplateName } from '../../../domain/templates.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { Reaction } from '../../screen.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import {
  clearField,
  editField,
  hideService,
  hideServicePhoto,
  leaveEmpty,
  listServices,
  listTemplates,
  makeFree,
  moveServiceBy,
  newService,
  openService,
  restoreService,
  setCategory,
  setDraftLength,
  setFree,
  setLength,
  showServicePhoto,
  takeTemplate,
  viewTemplate,
  type Clearable,
  type LengthField,
} from './data.js';
import { askDraftPrice, askField, askName } from './questions.js';
import {
  askToHide,
  create,
  editPressed,
  gone,
  hidePhoto,
  move,
  showPhoto,
  showService,
  showServices,
} from './react.js';
import { templateScreen, templatesScreen } from './template-screens.js';

const needed = 'services.edit';
type Values = ServiceEdit['values'];

const cleared: Readonly<Record<Clearable, Values>> = {
  description: { description: null },
  category: { category: null },
  photo: { photoFileId: null },
};

const lengthOf: Readonly<Record<LengthField, (minutes: number) => Values>> = {
  duration: (durationMinutes) => ({ durationMinutes }),
  before: (bufferBeforeMinutes) => ({ bufferBeforeMinutes }),
  after: (bufferAfterMinutes) => ({ bufferAfterMinutes }),
};

interface Seen {
  readonly service: number;
  readonly version: number;
}

function edit(turn: DeskTurn, { service, version }: Seen, values: Values): Promise<Reaction> {
  return editPressed(turn, { serviceId: service, expectedVersion: version, values });
}

export const servicesRoutes: readonly DeskRoute[] = [
  desk(listServices, 'salon.view', (turn, { page }) => showServices(turn, page)),
  desk(openService, 'salon.view', (turn, { service }) => showService(turn, service)),
  desk(showServicePhoto, 'salon.view', (turn, { service }) => showPhoto(turn, service)),
  desk(hideServicePhoto, 'salon.view', (turn, { service }) => hidePhoto(turn, service)),
  desk(newService, needed, askName),
  desk(setDraftLength, needed, askDraftPrice),
  desk(makeFree, needed, (turn, { draft, minutes }) =>
    create(turn, { draftId: draft, durationMinutes: minutes, priceMinor: 0 }),
  ),
  desk(editField, needed, askField),
  desk(setLength, needed, (turn, { field, minutes, ...seen }) => edit(turn, seen, lengthOf[field](minutes))),
  desk(setCategory, needed, async (turn, { anchor, ...seen }) => {
    const example = (await listDeskServices(turn.tenant)).find(({ id }) => id === anchor);
    return example === undefined ? gone(turn) : edit(turn, seen, { category: example.category });
  }),
  desk(clearField, needed, (turn, { field, ...seen }) => edit(turn, seen, cleared[field])),
  desk(setFree, needed, (turn, seen) => edit(turn, seen, { priceMinor: 0 })),
  desk(moveServiceBy, needed, (turn, { service, move: direction }) => move(turn, service, direction)),
  desk(hideService, needed, (turn, { sure, ...seen }) =>
    sure === 'ask' ? askToHide(turn, seen.service) : edit(turn, seen, { active: false }),
  ),
  desk(restoreService, needed, (turn, seen) => edit(turn, seen, { active: true })),
  desk(listTemplates, needed, (turn) => whileEmpty(turn, async () => showTemplates(turn))),
  desk(viewTemplate, needed, (turn, { template }) =>
    whileEmpty(turn, async () => showTemplate(turn, template)),
  ),
  desk(takeTemplate, needed, async (turn, { template }) => {
    const { outcome } = await chooseTemplate(turn.tenant, turn.admin, turn.cause, template);
    return said(turn, outcome === 'furnished' ? 'd_services.furnished' : 'd_services.not_empty');
  }),
  desk(leaveEmpty, needed, async (turn) => {
    await startEmpty(turn.tenant, turn.admin, turn.cause);
    return said(turn, 'd_services.left_empty');
  }),
];

function showTemplates({ tenant, wording }: DeskTurn): Reaction {
  return { screen: templatesScreen(tenant.name, wording) };
}

function showTemplate({ tenant, wording }: DeskTurn, template: TemplateName): Reaction {
  const blueprint = previewTemplate(tenant, template);
  return { screen: templateScreen(template, blueprint, tenant.currency, wording) };
}

async function whileEmpty(turn: DeskTurn, show: () => Promise<Reaction>): Promise<Reaction> {
  return (await canChooseTemplate(turn.tenant)) ? show() : said(turn, 'd_services.not_empty');
}

async function said(turn: DeskTurn, key: TextKey): Promise<Reaction> {
  return { ...(await showServices(turn, 0)), notice: { text: turn.wording.texts.plain(key), alert: true } };
}
