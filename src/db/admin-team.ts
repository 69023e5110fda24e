import type { Role } from '../domain/permissions.js';
import { lockName } from './advisory-locks.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Whoever changes the team waits here, so that two owners cannot remove each other. */
export async function lockTeam(tx: WriteTx): Promise<void> {
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(tx, 'team')]));
}

export interface NewAdmin {
  readonly telegramId: number;
  readonly role: Role;
  readonly staffId: number | null;
  readonly name: string | null;
  readonly addedBy: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Puts somebody on the list, over a row that was left from the registry. */
export async function saveAdmin(tx: WriteTx, admin: NewAdmin): Promise<void> {
  const values = {
    role: admin.role,
    staff_id: admin.staffId,
    name: admin.name,
    from_registry: false,
    added_by: admin.addedBy,
    created_at: new Date(admin.at),
  };
  await tx.rows(
    tx
      .sql('admins')
      .insert({ telegram_id: admin.telegramId, ...values })
      .onConflict('telegram_id')
      .merge({ ...values, version: tx.sql.raw('admins.version + 1') }),
  );
}

/** Gives somebody another role and calendar. */
export async function updateAdmin(
  tx: WriteTx,
  telegramId: number,
  { role, staffId }: { readonly role: Role; readonly staffId: number | null },
): Promise<void> {
  await tx.rows(
    tx
      .sql('admins')
      .where({ telegram_id: telegramId })
      .update({ role, staff_id: staffId, version: tx.sql.raw('version + 1') }),
  );
}

/** Takes somebody off the list, with the PIN. */
export async function deleteAdmin(tx: WriteTx, telegramId: number): Promise<void> {
  await tx.rows(tx.sql('admin_pins').where({ telegram_id: telegramId }).delete());
  await tx.rows(tx.sql('admins').where({ telegram_id: telegramId }).delete());
}

/** Active masters, in the owner's order. */
export async function activeStaff(tx: ReadTx): Promise<{ id: number; name: string }[]> {
  return tx.rows(
    tx.sql('staff').where({ active: true }).orderBy(['position', 'id']).select({ id: 'id', name: 'name' }),
  );
}

/** An invitation as it is kept: of the token only the hash. Instants are epoch milliseconds. */
export interface InviteRow {
  readonly id: number;
  readonly role: Role;
  readonly staffId: number | null;
  readonly createdBy: number;
  readonly expiresAt: number;
  readonly usedBy: number | null;
}

/** Writes an invitation and gives its id. */
export async function insertInvite(
  tx: WriteTx,
  invite: {
    readonly tokenHash: string;
    readonly role: Role;
    readonly staffId: number | null;
    readonly createdBy: number;
    readonly createdAt: number;
    readonly expiresAt: number;
  },
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    tx
      .sql('admin_invites')
      .insert({
        token_hash: invite.tokenHash,
        role: invite.role,
        staff_id: invite.staffId,
        created_by: invite.createdBy,
        created_at: new Date(invite.createdAt),
        expires_at: new Date(invite.expiresAt),
      })
      .returning('id'),
  );
  return row?.id ?? 0;
}

/** The invitation of a token's hash; a second person with the same link waits for the first one's transaction. */
export async function lockInvite(tx: WriteTx, tokenHash: string): Promise<InviteRow | null> {
  const [row] = await tx.rows<Omit<InviteRow, 'createdBy' | 'expiresAt' | 'usedBy'> & StoredInvite>(
    tx.sql('admin_invites').where({ token_hash: tokenHash }).forUpdate().select({
      id: 'id',
      role: 'role',
      staffId: 'staff_id',
      createdBy: 'created_by',
      expiresAt: 'expires_at',
      usedBy: 'used_by',
    }),
  );
  if (row === undefined) return null;
  return {
    ...row,
    createdBy: Number(row.createdBy),
    expiresAt: row.expiresAt.getTime(),
    usedBy: row.usedBy === null ? null : Number(row.usedBy),
  };
}

interface StoredInvite {
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedBy: string | null;
}

/** Notes who used an invitation. `now` is epoch milliseconds. */
export async function useInvite(tx: WriteTx, id: number, usedBy: number, now: number): Promise<void> {
  await tx.rows(
    tx
      .sql('admin_invites')
      .where({ id })
      .update({ used_by: usedBy, used_at: new Date(now) }),
  );
}

/** Makes all unused invitations of one owner worthless. */
export async function deleteInvites(tx: WriteTx, createdBy: number): Promise<void> {
  await tx.rows(tx.sql('admin_invites').where({ created_by: createdBy }).whereNull('used_by').delete());
}
