import type { Role } from '../domain/permissions.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Somebody who works at the salon's desk. */
export interface AdminRow {
  readonly telegramId: number;
  readonly role: Role;
  /** Whose calendar is this person's own; null: nobody's. */
  readonly staffId: number | null;
  readonly name: string | null;
  /** Named by the operator in the registry. */
  readonly fromRegistry: boolean;
  readonly version: number;
}

const columns = {
  telegramId: 'telegram_id',
  role: 'role',
  staffId: 'staff_id',
  name: 'name',
  fromRegistry: 'from_registry',
  version: 'version',
} as const;

/** The stored row of a Telegram id, or null. */
export async function findAdminRow(tx: ReadTx, telegramId: number): Promise<AdminRow | null> {
  const [row] = await tx.rows<StoredAdmin>(
    tx.sql('admins').where({ telegram_id: telegramId }).select(columns),
  );
  return row === undefined ? null : adminFrom(row);
}

/** As much of somebody's PIN as is needed to let this person in. Instants are epoch milliseconds. */
export interface AdminAtTheDoor {
  readonly row: AdminRow | null;
  readonly pin: {
    readonly openUntil: number | null;
    readonly sessionMinutes: number;
    /** The update that closed the desk last; null: none has. */
    readonly closedBy: number | null;
  } | null;
}

/** Who is at the door: the stored row of a Telegram id and whether a PIN is set, in one query. */
export async function findAdminAtTheDoor(tx: ReadTx, telegramId: number): Promise<AdminAtTheDoor> {
  const [found] = await tx.rows<{
    role: Role | null;
    staffId: number | null;
    name: string | null;
    fromRegistry: boolean | null;
    version: number | null;
    openUntil: Date | null;
    sessionMinutes: number | null;
    closedBy: string | null;
  }>(
    tx.sql.raw(
      `select a.role, a.staff_id as "staffId", a.name, a.from_registry as "fromRegistry", a.version,
         p.open_until as "openUntil", p.session_minutes as "sessionMinutes",
         p.closed_by as "closedBy"
       from (select cast(? as bigint) as id) asked
       left join admins a on a.telegram_id = asked.id
       left join admin_pins p on p.telegram_id = asked.id`,
      [telegramId],
    ),
  );
  if (found === undefined) return { row: null, pin: null };
  const { role, staffId, name, fromRegistry, version, openUntil, sessionMinutes, closedBy } = found;
  return {
    row:
      role === null || fromRegistry === null || version === null
        ? null
        : { telegramId, role, staffId, name, fromRegistry, version },
    pin:
      sessionMinutes === null
        ? null
        : {
            openUntil: openUntil?.getTime() ?? null,
            sessionMinutes,
            closedBy: closedBy === null ? null : Number(closedBy),
          },
  };
}

/** Everybody stored, owners first, then by name. */
export async function listAdminRows(tx: ReadTx): Promise<AdminRow[]> {
  const rows = await tx.rows<StoredAdmin>(
    tx
      .sql('admins')
      .select(columns)
      .orderByRaw(`array_position(array['owner', 'manager', 'staff', 'viewer'], role), name, telegram_id`),
  );
  return rows.map(adminFrom);
}

/** Notes an owner of the registry, so that what this person chooses can be kept. */
export async function noteRegistryOwner(
  tx: WriteTx,
  { telegramId, name }: { readonly telegramId: number; readonly name: string },
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `insert into admins (telegram_id, role, name, from_registry) values (:telegramId, 'owner', :name, true)
       on conflict (telegram_id) do update set role = 'owner', from_registry = true, name = excluded.name,
         version = admins.version + 1
       where not admins.from_registry or admins.role <> 'owner' or admins.name is distinct from excluded.name`,
      { telegramId, name },
    ),
  );
}

/** Keeps how somebody is called who was put on the list without a name. */
export async function nameAdmin(tx: WriteTx, telegramId: number, name: string): Promise<void> {
  await tx.rows(tx.sql('admins').where({ telegram_id: telegramId }).whereNull('name').update({ name }));
}

type StoredAdmin = Omit<AdminRow, 'telegramId'> & { readonly telegramId: string };

function adminFrom(row: StoredAdmin): AdminRow {
  return { ...row, telegramId: Number(row.telegramId) };
}
