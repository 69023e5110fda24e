import { Composer } from 'telegraf';
import { readConversation } from '../commands/conversation.js';
import { markClientBlocked } from '../commands/mark-client-blocked.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { whileBusy } from './busy.js';
import { clientRoutes } from './client/routes.js';
import { takeCommand, takeMessage } from './client/messages.js';
import { menuScreen, noteScreen } from './client/menu/screens.js';
import { leaveQuestion } from './client/open-question.js';
import type { BotContext } from './context.js';
import { kindOfFailure, textsForStranger } from './failures.js';
import { floodGuard } from './flood-guard.js';
import { readIncoming, type Incoming } from './incoming.js';
import { answerPress, sendScreen, showScreen } from './present.js';
import { routePresses } from './presses.js';
import type { Notice, Reaction } from './screen.js';
import { openTurn, type Turn } from './turn.js';
import { wordingFor } from './wording.js';

type Press = Extract<Incoming, { kind: 'press' }>;
type Message = Extract<Incoming, { kind: 'command' | 'text' | 'contact' | 'unreadable' }>;

const presses = routePresses(clientRoutes);

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
      case 'command':
      case 'text':
      case 'contact':
      case 'unreadable':
        return whileBusy(tenant, incoming.chatId, 'typing', () => handleMessage(tenant, incoming));
      case 'blocked':
        return markClientBlocked(tenant, incoming.from.id);
      case 'stray-press':
        return tryTo(tenant, () => answerPress(tenant.sender, incoming.queryId));
      case 'nothing':
        return;
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
    if (state !== null) await leaveQuestion(turn, state);
    const reaction = (await presses.react(turn, press.data)) ?? refreshed(turn);
    await Promise.all([answer(reaction.notice), present(turn, press.messageId, reaction)]);
  } catch (error) {
    await failPress(tenant, press, error, answer);
  }
}

/** For data that no button of today carries. */
function refreshed({ tenant, wording }: Turn): Reaction {
  return {
    screen: menuScreen(tenant.name, wording),
    notice: { text: wording.texts.plain('menu.refreshed') },
  };
}

async function handleMessage(tenant: TenantContext, message: Message): Promise<void> {
  try {
    const turn = await openTurn(tenant, message);
    const reaction =
      message.kind === 'command'
        ? await takeCommand(turn, message.command, message.payload)
        : await takeMessage(turn, message);
    await present(turn, null, reaction);
  } catch (error) {
    const kind = kindOfFailure(error);
    if (kind === 'again') throw error;
    if (kind === 'silence') return;
    logFailure(tenant, message, error);
    await tryTo(tenant, () => apologise(tenant, message));
  }
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
  const words = kind === 'again' ? 'failure.wait' : 'failure.toast';
  await tryTo(tenant, () => answer({ text: texts.plain(words) }));
  if (kind === 'again') throw error;
  if (kind === 'silence') return;
  logFailure(tenant, press, error);
  await tryTo(tenant, () => apologise(tenant, press));
}

async function apologise(tenant: TenantContext, { chatId, from }: Press | Message): Promise<void> {
  const { locale } = textsForStranger(tenant, from.languageCode);
  const wording = wordingFor({ locale, zone: tenant.zone, country: tenant.country });
  await sendScreen(tenant.sender, chatId, noteScreen('failure.text', wording));
}

function logFailure(tenant: TenantContext, { kind, updateId }: Press | Message, error: unknown): void {
  tenant.log.error({ updateId, update: kind, err: error }, 'an update was not handled');
}

/** For courtesies: that they fail must not hide what led to them. */
async function tryTo(tenant: TenantContext, courtesy: () => Promise<void>): Promise<void> {
  try {
    await courtesy();
  } catch (error) {
    tenant.log.debug({ err: error }, 'a courtesy was not delivered');
  }
}
