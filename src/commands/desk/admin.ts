import { keepDeskOpen } from '../../db/admin-pins.js';
import { findAdminAtTheDoor, nameAdmin, noteRegistryOwner } from '../../db/admins.js';
import { appendAudit, type AuditEntry } from '../../db/audit-log.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { Role } from '../../domain/permissions.js';
import { planDigests } from '../plan-desk-notices.js';
import type { TenantContext } from '../tenant-context.js';

/** Somebody at the salon's desk. */
export interface Admin {
  readonly telegramId: number;
  readonly role: Role;
  /** Whose calendar is this person's own; null: nobody's. */
  readonly staffId: number | null;
  readonly name: string;
}

/** Somebody of the salon who wants to the desk. */
export interface Arrival {
  readonly admin: Admin;
  /** The PIN has to be entered first. */
  readonly isLocked: boolean;
  /** The update that closed the desk last, as `enterPin` wants it. */
  readonly closedBy: number | null;
  /** Was not here before. */
  readonly isFirst: boolean;
}

/** An open desk's end moves on with use, but not with each press. */
const slideEveryMs = 60_000;

/**
 * Who this Telegram account is at the desk, null for everybody else. Owners named in the registry are owners whatever the
 * salon's own list says; one the registry names no more is nobody. Using an open desk keeps it open.
 */
export async function findAdmin(
  ctx: TenantContext,
  person: { readonly telegramId: number; readonly firstName: string },
): Promise<Arrival | null> {
  const { telegramId, firstName } = person;
  const now = ctx.clock.now();
  const { row, pin } = await ctx.db.read((tx) => findAdminAtTheDoor(tx, telegramId));
  const isLocked = pin !== null && (pin.openUntil ?? 0) <= now;
  const closedBy = pin?.closedBy ?? null;
  if (pin !== null && !isLocked) await keepOpen(ctx, telegramId, pin);
  const called = row?.name ?? (firstName === '' ? null : firstName);
  const name = called ?? String(telegramId);
  if (ctx.owners.includes(telegramId)) {
    const isFirst = row?.fromRegistry !== true || row.role !== 'owner';
    if (isFirst) {
      await ctx.db.transact(async (tx) => {
        await noteRegistryOwner(tx, { telegramId, name });
        await planDigests(tx, ctx);
      });
    }
    const admin = { telegramId, role: 'owner' as const, staffId: row?.staffId ?? null, name };
    return { admin, isLocked, closedBy, isFirst };
  }
  if (row === null || row.fromRegistry) return null;
  const isFirst = row.name === null && called !== null;
  if (isFirst) {
    await ctx.db.transact(async (tx) => {
      await nameAdmin(tx, telegramId, called);
      await planDigests(tx, ctx);
    });
  }
  const admin = { telegramId, role: row.role, staffId: row.staffId, name };
  return { admin, isLocked, closedBy, isFirst };
}

async function keepOpen(
  ctx: TenantContext,
  telegramId: number,
  { openUntil, sessionMinutes }: { readonly openUntil: number | null; readonly sessionMinutes: number },
): Promise<void> {
  const now = ctx.clock.now();
  const until = now + sessionMinutes * 60_000;
  if (until - (openUntil ?? 0) < slideEveryMs) return;
  await ctx.db.transact((tx) => keepDeskOpen(tx, telegramId, until, now));
}

/** How histories and the audit log name somebody of the desk. */
export function actorOf({ telegramId }: Pick<Admin, 'telegramId'>): string {
  return `admin:${telegramId}`;
}

/** Whose bookings this person may see and change: a master's own (never anybody's when none is set), else all (null). */
export function scopeOf({ role, staffId }: Pick<Admin, 'role' | 'staffId'>): number | null {
  return role === 'staff' ? (staffId ?? 0) : null;
}

/** Writes what somebody of the desk changed, in the same transaction. */
export function audit(tx: WriteTx, by: Admin, entry: Omit<AuditEntry, 'actor' | 'actorName'>): Promise<void> {
  return appendAudit(tx, { ...entry, actor: actorOf(by), actorName: by.name });
}
