import { saveContact } from '../../../commands/save-contact.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { reactWithTimes } from '../calendar/react.js';
import { profileName } from '../contact/answer.js';
import { menuScreen } from '../menu/screens.js';
import type { Order } from '../wish.js';
import { applyChange, offerCategory, offerMasters, offerServices } from './changes.js';
import { confirm } from './confirm.js';
import { readComment, saveComment } from './conversation.js';
import {
  changeCategory,
  changeComment,
  changeMaster,
  changeName,
  changeOrder,
  changePhone,
  changeService,
  confirmOrder,
  dropComment,
  leaveQuestion,
  openSummary,
  orderOf,
  useProfileName,
} from './data.js';
import { abandonOrder, askComment, askName, askPhone, stopAsking } from './questions.js';
import { continueOrder } from './show.js';

export const orderRoutes: readonly PressRoute[] = [
  on(openSummary, (turn, values) => continueOrder(turn, orderOf(values))),
  on(confirmOrder, (turn, values) => confirm(turn, orderOf(values))),
  on(changeName, async (turn, values) => askName(turn, orderOf(values))),
  on(changePhone, async (turn, values) => askPhone(turn, orderOf(values))),
  on(changeComment, async (turn, values) =>
    askComment(turn, orderOf(values), { current: await readComment(turn) }),
  ),
  on(dropComment, async (turn, values) => {
    await saveComment(turn, { order: orderOf(values), comment: null });
    return continueOrder(turn, orderOf(values));
  }),
  on(changeMaster, (turn, values) => offerMasters(turn, orderOf(values))),
  on(changeService, (turn, values) => offerServices(turn, orderOf(values), values.page)),
  on(changeCategory, (turn, values) => offerCategory(turn, orderOf(values), values.anchor, values.page)),
  on(changeOrder, (turn, values) => applyChange(turn, orderOf(values))),
  on(useProfileName, (turn, values) => takeProfileName(turn, orderOf(values))),
  on(leaveQuestion, (turn, values) => leave(turn, orderOf(values), values.to)),
];

async function takeProfileName(turn: Turn, order: Order): Promise<Reaction> {
  const { tenant, cause, client, wording } = turn;
  const name = profileName(turn);
  if (name === null) return askName(turn, order, wording.texts.html('contact.no_name'));
  const profile = await saveContact(tenant, cause, { clientId: client.id, name });
  await stopAsking(turn, order);
  return continueOrder(withClient(turn, profile), order);
}

async function leave(turn: Turn, order: Order, to: 'times' | 'summary' | 'menu'): Promise<Reaction> {
  const { tenant, wording } = turn;
  if (to === 'menu') {
    await abandonOrder(turn);
    return { screen: menuScreen(tenant.name, wording) };
  }
  await stopAsking(turn, order);
  if (to === 'summary') return continueOrder(turn, order);
  return reactWithTimes(turn, order, wording.formats.localDate(order.start), 0);
}
