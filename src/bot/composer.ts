import { Composer } from 'telegraf';
import { readConversation } from '../commands/conversation.js';
import { noteClientLeft } from '../commands/mark-client-blocked.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { leaveDeskQuestion } from './admin/ask.js';
import { openDesk, takeDeskMessage } from './admin/messages.js';
import { deskRoutes } from './admin/routes.js';
import { join, readInvite } from './admin/team/members/join.js';
import { apologise } from './apology.js';
import { whileBusy } from './busy.js';
import { clientRoutes } from './client/routes.js';
import { takeCommand, takeMessage } from './client/messages.js';
import { menuScreen } from './client/menu/screens.js';
import { dropQuestion, leaveQuestion } from './client/open-question.js';
import type { BotContext } from './context.js';
import { kindOfFailure, textsForStranger } from './failures.js';
import { floodGuard } from './flood-guard.js';
import { readIncoming, type Incoming } from './incoming.js';
import { answerPress, showScreen } from './present.js';
import { routePresses } from './presses.js';
import type { Notice, Reaction } from './screen.js';
import { openTurn, type Turn } from './turn.js';

type Press = Extract<Incoming, { kind: 'press' }>;
type Message = Exclude<Incoming, { kind: 'press' | 'blocked' | 'stray-press' | 'nothing' }>;

const presses = routePresses([...clientRoutes, ...deskRoutes]);

/** Everything the bots of all tenants do; whose bot it is comes with each update's context. */
export function buildComposer(): Composer<BotContext> {
  // An update that is tried again comes as the same object: its press has been answered already.
  const answered = new WeakSet();
  const isWelcome = floodGuard();
  const composer = new Composer<BotContext>();
  composer.use(async ({ tenant, update }) => {
    const incoming = readIncoming(update);
    if (!(await isWelcome(tenant, update, incoming))) return;
    switch (incoming.kind) {
      case 'press':
        return whileBusy(tenant, incoming.chatId, presses.busy(incoming.data), () =>
          handlePress(tenant, incoming, oncePerUpdate(answered, update)),
        );
      case 'blocked':
        return noteClientLeft(tenant, incoming, incoming.from.id);
      case 'stray-press':
        return tryTo(tenant, () => answerPress(tenant.sender, incoming.queryId));
      case 'nothing':
        return;
      default:
        return whileBusy(tenant, incoming.chatId, 'typing', () => handleMessage(tenant, incoming));
    }
  });
  return composer;
}

/** True the first time. */
type FirstTime = () => boolean;

function oncePerUpdate(seen: WeakSet<object>, update: object): FirstTime {
  return () => {
    if (seen.has(update)) return false;
    seen.add(update);
    return true;
  };
}

async function handlePress(tenant: TenantContext, press: Press, firstAnswer: FirstTime): Promise<void> {
  const answer = async (notice?: Notice): Promise<void> => {
    if (firstAnswer()) await answerPress(tenant.sender, press.queryId, notice);
  };
  try {
    // Asked for while the profile is read: nobody without an open question waits longer for it.
    const [turn, state] = await Promise.all([
      openTurn(tenant, press),
      readConversation(tenant, { chatId: press.chatId, userId: press.from.id }),
    ]);
    if (state !== null && !(await leaveDeskQuestion(turn, state))) await leaveQuestion(turn, state);
    const reaction = (await presses.react(turn, press.data)) ?? refreshed(turn);
    const shownIn = press.isText ? press.messageId : null;
    await Promise.all([answer(reaction.notice), present(turn, shownIn, reaction)]);
  } catch (error) {
    await failPress(tenant, press, error, answer);
  }
}

/** For data that no button of today carries. */
function refreshed({ tenant, client, wording }: Turn): Reaction {
  return {
    screen: menuScreen(tenant.name, wording, client.isTeam),
    notice: { text: wording.texts.plain('menu.refreshed') },
  };
}

async function handleMessage(tenant: TenantContext, message: Message): Promise<void> {
  try {
    const turn = await openTurn(tenant, message);
    await present(turn, null, await reactToMessage(turn, message));
  } catch (error) {
    const kind = kindOfFailure(error);
    if (kind === 'silence') return;
    if (kind !== 'moment') throw error;
    await tryTo(tenant, () => apologise(tenant, message, 'maintenance.text'));
  }
}

async function reactToMessage(turn: Turn, message: Message): Promise<Reaction> {
  if (message.kind !== 'command') {
    return (await takeDeskMessage(turn, message)) ?? takeMessage(turn, message);
  }
  const { command, payload } = message;
  const invitation = command === 'start' ? readInvite(payload) : null;
  if (invitation !== null) {
    await dropQuestion(turn);
    return join(turn, invitation);
  }
  if (command !== 'admin') return takeCommand(turn, command, payload);
  await dropQuestion(turn);
  return openDesk(turn);
}

async function present(
  { tenant, chatId }: Turn,
  messageId: number | null,
  reaction: Reaction,
): Promise<void> {
  const { screen, afterwards } = reaction;
  if (screen === undefined) return;
  const shownIn = await showScreen(tenant.sender, chatId, messageId, screen);
  await afterwards?.(shownIn);
}

async function failPress(
  tenant: TenantContext,
  press: Press,
  error: unknown,
  answer: (notice: Notice) => Promise<void>,
): Promise<void> {
  const texts = textsForStranger(tenant, press.from.languageCode);
  const kind = kindOfFailure(error);
  const words = kind === 'moment' ? 'maintenance.toast' : 'failure.wait';
  await tryTo(tenant, () => answer({ text: texts.plain(words) }));
  if (kind === 'again' || kind === 'defect') throw error;
}

/** For courtesies: that they fail must not hide what led to them. */
async function tryTo(tenant: TenantContext, courtesy: () => Promise<void>): Promise<void> {
  try {
    await courtesy();
  } catch (error) {
    tenant.log.debug({ err: error }, 'a courtesy was not delivered');
  }
}
