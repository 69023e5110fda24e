import { findAdmin } from '../../commands/desk/admin.js';
import { may, type Permission } from '../../domain/permissions.js';
import { menuScreen } from '../client/menu/screens.js';
import type { Reaction } from '../screen.js';
import type { Turn } from '../turn.js';
import { ask } from './ask.js';
import type { DeskTurn } from './desk-turn.js';
import { homeReaction } from './home/show.js';
import { offerAdminCommand } from './team/members/welcome.js';
import { doorQuestion } from './team/pin/questions.js';

export type Entry =
  | { readonly allowed: true; readonly turn: DeskTurn }
  | { readonly allowed: false; readonly reaction: Reaction };

/**
 * The one door of the desk: every button and every typed answer passes it, whatever it says of itself. Strangers get the
 * client's menu, people whose role does not reach so far are told so, and a locked desk asks for the PIN.
 * `atTheDoor`: what is let in is the answer to that very question.
 */
export async function enter(turn: Turn, permission: Permission, atTheDoor = false): Promise<Entry> {
  const { tenant, from, wording } = turn;
  const arrival = await findAdmin(tenant, { telegramId: from.id, firstName: from.firstName });
  if (arrival === null) {
    const notice = { text: wording.texts.plain('desk.closed'), alert: true };
    return { allowed: false, reaction: { screen: menuScreen(tenant.name, wording), notice } };
  }
  const { admin, isLocked, closedBy, isFirst } = arrival;
  if (isFirst) await offerAdminCommand(turn, from.id);
  const entered = { ...turn, admin };
  if (isLocked && !atTheDoor) {
    return { allowed: false, reaction: await ask(entered, doorQuestion, { closedBy }) };
  }
  if (may(admin.role, permission)) return { allowed: true, turn: entered };
  const right = wording.texts.plain(`desk.right.${permission}`);
  const notice = { text: wording.texts.plain('desk.not_allowed', { right }), alert: true };
  return { allowed: false, reaction: { ...(await homeReaction(entered)), notice } };
}
