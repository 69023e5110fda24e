import { acceptInvite } from '../../../../commands/desk/invite-admin.js';
import { menuScreen } from '../../../client/menu/screens.js';
import { button, type Reaction } from '../../../screen.js';
import type { Turn } from '../../../turn.js';
import { openDesk } from '../../home/data.js';
import { sendScreen } from '../../../present.js';
import { ChatUnreachableError, TelegramUnavailableError } from '../../../../telegram/errors.js';
import { invitePrefix } from './link.js';
import { offerAdminCommand } from './welcome.js';

/** The token of an invitation in the payload of `/start`; null: it is about something else. */
export function readInvite(payload: string): string | null {
  if (!payload.startsWith(invitePrefix)) return null;
  return payload.slice(invitePrefix.length);
}

/** Somebody came with an invitation. */
export async function join(turn: Turn, token: string): Promise<Reaction> {
  const { tenant, client, cause, from, wording } = turn;
  const { texts } = wording;
  const name = from.firstName === '' ? String(from.id) : from.firstName;
  const result = await acceptInvite(tenant, cause, { telegramId: from.id, name, token });
  if (result.outcome !== 'joined') {
    const { keyboard } = menuScreen(tenant.name, wording, client.isTeam);
    const key = result.outcome === 'already' ? 'd_team.join_already' : 'd_team.join_void';
    return { screen: { text: texts.html(key), keyboard } };
  }
  await offerAdminCommand(turn, from.id);
  if (result.repeated !== true) await tellInviter(turn, result.invitedBy, name);
  const role = texts.plain(`desk.role_${result.role}`);
  return {
    screen: {
      text: texts.html('d_team.welcome', { salon: tenant.name, role }),
      keyboard: [[button(texts.plain('desk.open'), openDesk.data({}), 'primary')]],
    },
  };
}

async function tellInviter({ tenant, wording }: Turn, inviter: number, name: string): Promise<void> {
  const { texts } = wording;
  try {
    await sendScreen(tenant.sender, inviter, {
      text: texts.html('d_team.joined', { name }),
      keyboard: [[button(texts.plain('desk.open'), openDesk.data({}))]],
    });
  } catch (error) {
    // What the owner's chat is going through must not hold up the one who has joined.
    if (!(error instanceof ChatUnreachableError) && !(error instanceof TelegramUnavailableError)) throw error;
    tenant.log.info({ err: error }, 'the owner who invited somebody cannot be written to');
  }
}
