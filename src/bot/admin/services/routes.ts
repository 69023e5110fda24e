import { listEntries } from '../../../commands/desk/catalogue-kind.js';
import {
  canChooseTemplate,
  chooseTemplate,
  previewTemplate,
  startEmpty,
} from '../../../commands/desk/choose-template.js';
import { services } from '../../../commands/desk/services.js';
import { serviceFields } from '../../../domain/catalogue-fields.js';
import type { TemplateName } from '../../../domain/templates.js';
import type { Reaction } from '../../screen.js';
import { entryRoutes } from '../catalogue/entry-routes.js';
import { changeOf } from '../catalogue/field-question.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import { create } from './create.js';
import {
  leaveEmpty,
  listTemplates,
  makeFree,
  serviceButtons,
  setCategory,
  setDraftLength,
  setFree,
  setLength,
  takeTemplate,
  viewTemplate,
} from './data.js';
import { askDraftPrice, askName, serviceFieldQuestion } from './questions.js';
import { serviceRoom } from './room.js';
import { templateScreen, templatesScreen } from './template-screens.js';

const needed = 'services.edit';

export const servicesRoutes: readonly DeskRoute[] = [
  ...entryRoutes(serviceRoom, serviceFieldQuestion),
  desk(serviceButtons.create, needed, askName),
  desk(setDraftLength, needed, askDraftPrice),
  desk(makeFree, needed, (turn, { draft, minutes }) =>
    create(turn, { draftId: draft, durationMinutes: minutes, priceMinor: 0 }),
  ),
  desk(setLength, needed, (turn, { id, version, field, minutes }) =>
    serviceRoom.editPressed(turn, {
      ...{ id, expectedVersion: version },
      values: changeOf(serviceFields[field], minutes),
    }),
  ),
  desk(setCategory, needed, async (turn, { id, version, anchor }) => {
    const example = (await listEntries(turn.tenant, services)).find((one) => one.id === anchor);
    if (example === undefined) return serviceRoom.gone(turn);
    const values = { category: example.category };
    return serviceRoom.editPressed(turn, { id, expectedVersion: version, values });
  }),
  desk(setFree, needed, (turn, { id, version }) =>
    serviceRoom.editPressed(turn, { id, expectedVersion: version, values: { priceMinor: 0 } }),
  ),
  desk(listTemplates, needed, (turn) => whileEmpty(turn, async () => showTemplates(turn))),
  desk(viewTemplate, needed, (turn, { template }) =>
    whileEmpty(turn, async () => showTemplate(turn, template)),
  ),
  desk(takeTemplate, needed, async (turn, { template }) => {
    const { outcome } = await chooseTemplate(turn.tenant, turn.admin, turn.cause, template);
    return serviceRoom.listWith(
      turn,
      outcome === 'furnished' ? 'd_services.furnished' : 'd_services.not_empty',
    );
  }),
  desk(leaveEmpty, needed, async (turn) => {
    await startEmpty(turn.tenant, turn.admin, turn.cause);
    return serviceRoom.listWith(turn, 'd_services.left_empty');
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
  return (await canChooseTemplate(turn.tenant)) ? show() : serviceRoom.listWith(turn, 'd_services.not_empty');
}
