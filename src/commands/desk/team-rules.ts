import { listAdminRows, type AdminRow } from '../../db/admins.js';
import { activeStaff } from '../../db/admin-team.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { Role } from '../../domain/permissions.js';
import type { TenantContext } from '../tenant-context.js';

/** A role and, where it needs one, the calendar that goes with it. */
export interface Post {
  readonly role: Role;
  readonly staffId: number | null;
}

/** Those who are on the salon's list now: a row that is left from the registry counts only while the registry names it. */
export async function listTeamRows(tx: ReadTx, ctx: TenantContext): Promise<AdminRow[]> {
  const rows = await listAdminRows(tx);
  return rows.filter(({ fromRegistry, telegramId }) => !fromRegistry || ctx.owners.includes(telegramId));
}

/** Whether the salon would have no owner without this person. */
export async function isLastOwner(tx: ReadTx, ctx: TenantContext, telegramId: number): Promise<boolean> {
  if (ctx.owners.some((owner) => owner !== telegramId)) return false;
  const rows = await listTeamRows(tx, ctx);
  return !rows.some((row) => row.role === 'owner' && row.telegramId !== telegramId);
}

/** Why a post cannot be given: a master's role needs a master of this salon. Null: it can. */
export async function postProblem(tx: ReadTx, { role, staffId }: Post): Promise<'staff_needed' | null> {
  if (staffId === null) return role === 'staff' ? 'staff_needed' : null;
  return (await activeStaff(tx)).some(({ id }) => id === staffId) ? null : 'staff_needed';
}

/** A Telegram id of a person. */
export function isTelegramId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0 && id < 2 ** 52;
}
