import { activeStaff } from '../../db/admin-team.js';
import { staffNames } from '../../db/staff-names.js';
import { findPin } from '../../db/admin-pins.js';
import { findAdminRow } from '../../db/admins.js';
import type { Role } from '../../domain/permissions.js';
import type { TenantContext } from '../tenant-context.js';
import { listTeamRows } from './team-rules.js';

/** Somebody of the salon, as the owner sees it. */
export interface TeamMember {
  readonly telegramId: number;
  /** Null: this person has not opened the desk yet. */
  readonly name: string | null;
  readonly role: Role;
  readonly staffId: number | null;
  readonly staffName: string | null;
  /** Named by the operator: cannot be changed here. */
  readonly fromRegistry: boolean;
  /** For `changeRole` and `removeAdmin`: what is not as it was seen is not changed. */
  readonly version: number;
}

/** Everybody who may come to the desk, owners first. */
export async function listTeam(ctx: TenantContext): Promise<TeamMember[]> {
  return ctx.db.read(async (tx) => {
    const rows = await listTeamRows(tx, ctx);
    const names = await staffNames(tx);
    const known = rows.map(({ telegramId, name, role, staffId, version }) => ({
      ...{ telegramId, name, role, staffId, version },
      staffName: staffId === null ? null : (names.get(staffId) ?? null),
      fromRegistry: ctx.owners.includes(telegramId),
    }));
    const absent = ctx.owners
      .filter((owner) => !rows.some(({ telegramId }) => telegramId === owner))
      .map((telegramId) => ({
        ...{ telegramId, name: null, role: 'owner' as const, staffId: null, staffName: null },
        ...{ fromRegistry: true, version: 0 },
      }));
    return [...absent, ...known];
  });
}

export interface TeamMemberDetails extends TeamMember {
  readonly hasPin: boolean;
}

/** One of them; null when this person is not (any more). Any number may be asked for. */
export async function readTeamMember(
  ctx: TenantContext,
  telegramId: number,
): Promise<TeamMemberDetails | null> {
  const member = (await listTeam(ctx)).find((one) => one.telegramId === telegramId);
  if (member === undefined) return null;
  const pin = await ctx.db.read((tx) => findPin(tx, telegramId));
  return { ...member, hasPin: pin !== null };
}

/** Masters a post can be tied to. */
export function listActiveStaff(ctx: TenantContext): Promise<{ id: number; name: string }[]> {
  return ctx.db.read(activeStaff);
}

/** How somebody is called at the desk; null for strangers. */
export async function adminName(ctx: TenantContext, telegramId: number): Promise<string | null> {
  return (await ctx.db.read((tx) => findAdminRow(tx, telegramId)))?.name ?? null;
}
