import type { Role } from '../../../../domain/permissions.js';
import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
} from '../../../../telegram/errors.js';
import { describeTeamCommands } from '../../../command-list.js';
import { sendScreen } from '../../../present.js';
import { button } from '../../../screen.js';
import type { Turn } from '../../../turn.js';
import { openDesk } from '../../home/data.js';

/** Tells somebody who was put on the list; false when the bot may not write to this person yet, or cannot just now. */
export async function welcome(turn: Turn, who: number, role: Role): Promise<boolean> {
  const { tenant, wording } = turn;
  const { texts } = wording;
  const told = await attempt(turn, () =>
    sendScreen(tenant.sender, who, {
      text: texts.html('d_team.welcome', {
        salon: tenant.name,
        role: texts.plain(`desk.role_${role}`),
      }),
      keyboard: [[button(texts.plain('desk.open'), openDesk.data({}), 'primary')]],
    }),
  );
  if (told) await offerAdminCommand(turn, who);
  return told;
}

/** Puts `/admin` among the commands that Telegram offers this person. */
export async function offerAdminCommand(turn: Turn, who: number): Promise<void> {
  const commands = describeTeamCommands(turn.wording.texts);
  await attempt(turn, () => call(turn, 'setMyCommands', { commands, scope: scopeOf(who) }));
}

/** Takes it away again. */
export async function forgetAdminCommand(turn: Turn, who: number): Promise<void> {
  await attempt(turn, () => call(turn, 'deleteMyCommands', { scope: scopeOf(who) }));
}

function scopeOf(chatId: number): object {
  return { type: 'chat', chat_id: chatId };
}

function call({ tenant }: Turn, method: string, payload: object): Promise<unknown> {
  return tenant.sender.call(method, { ...payload });
}

/** What Telegram refuses here harms nobody, and what another chat is going through must not hold up this one. */
async function attempt({ tenant }: Turn, courtesy: () => Promise<unknown>): Promise<boolean> {
  try {
    await courtesy();
    return true;
  } catch (error) {
    if (!isOfTelegram(error)) throw error;
    tenant.log.info({ err: error }, 'somebody of the team could not be told');
    return false;
  }
}

function isOfTelegram(error: unknown): boolean {
  return (
    error instanceof ChatUnreachableError ||
    error instanceof TelegramRejectedError ||
    error instanceof TelegramUnavailableError
  );
}
