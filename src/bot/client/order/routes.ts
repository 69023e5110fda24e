import { saveContact } from '../../../commands/save-contact.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { reactWithTimes } from '../calendar/react.js';
import { menuScreen } from '../menu/screens.js';
import type { Order } from '../wish.js';
import { confirm } from './confirm.js';
import {
  changeName,
  changePhone,
  confirmOrder,
  leaveQuestion,
  openSummary,
  orderOf,
  useProfileName,
} from './data.js';
import { askName, askPhone, dropQuestion, profileName } from './questions.js';
import { continueOrder } from './show.js';

export const orderRoutes: readonly PressRoute[] = [
  on(openSummary, (turn, values) => continueOrder(turn, orderOf(values))),
  on(confirmOrder, (turn, values) => confirm(turn, orderOf(values))),
  on(changeName, async (turn, values) => askName(turn, orderOf(values))),
  on(changePhone, async (turn, values) => askPhone(turn, orderOf(values))),
  on(useProfileName, (turn, values) => takeProfileName(turn, orderOf(values))),
  on(leaveQuestion, (turn, values) => leave(turn, orderOf(values), values.to)),
];

async function takeProfileName(turn: Turn, order: Order): Promise<Reaction> {
  const { tenant, cause, client, wording } = turn;
  const name = profileName(turn);
  if (name === null) return askName(turn, order, wording.texts.html('contact.no_name'));
  const profile = await saveContact(tenant, cause, { clientId: client.id, name });
  await dropQuestion(turn);
  return continueOrder(withClient(turn, profile), order);
}

async function leave(turn: Turn, order: Order, to: 'times' | 'summary' | 'menu'): Promise<Reaction> {
  await dropQuestion(turn);
  const { tenant, wording } = turn;
  if (to === 'menu') return { screen: menuScreen(tenant.name, wording) };
  if (to === 'summary') return continueOrder(turn, order);
  return reactWithTimes(turn, order, wording.formats.localDate(order.start), 0);
}
