import { changed, type Scene } from './restore-scene.js';

/** Who blocked the bot and who wants no news; tells how many rows differed. */
export async function carryRefusals({ trx, mine, theirs, shared }: Scene): Promise<number> {
  const columns = ['blocked_bot_at', 'broadcasts_refused_at'].filter((column) =>
    shared('clients').has(column),
  );
  if (columns.length === 0) return 0;
  const set = columns.map((column) => `"${column}" = l."${column}"`).join(', ');
  const differs = columns.map((column) => `n."${column}" is distinct from l."${column}"`).join(' or ');
  return changed(
    trx,
    `update "${mine}".clients n set ${set} from "${theirs}".clients l
     where l.id = n.id and l.created_at = n.created_at and (${differs})`,
  );
}

/** Roles, invitations and PINs as they are now, not as they were; tells how many people have less than in the backup. */
export async function keepDeskClosed({ trx, mine, theirs, shared }: Scene): Promise<number> {
  if (shared('admins').size === 0) return 0;
  const gone = `not exists (select from "${theirs}".admins l where l.telegram_id = n.telegram_id)`;
  const removed = await changed(trx, `delete from "${mine}".admins n where not from_registry and ${gone}`);
  const lowered = await changed(
    trx,
    `update "${mine}".admins n set role = l.role, staff_id = l.staff_id from "${theirs}".admins l
     where l.telegram_id = n.telegram_id and (l.role, l.staff_id) is distinct from (n.role, n.staff_id)
       and (l.staff_id is null or exists (select from "${mine}".staff s where s.id = l.staff_id))`,
  );
  await trx.raw(
    `delete from "${mine}".admin_invites n where n.used_at is null and not exists (
       select from "${theirs}".admin_invites l where l.id = n.id and l.used_at is null)`,
  );
  const pin = [...shared('admin_pins')].map((column) => `"${column}"`).join(', ');
  if (pin !== '') {
    await trx.raw(`delete from "${mine}".admin_pins`);
    await trx.raw(`insert into "${mine}".admin_pins (${pin}) select ${pin} from "${theirs}".admin_pins`);
  }
  return removed + lowered;
}

/** The salon's words count on from where they are; tells whether they were ever changed. */
export async function carryTextsVersion({ trx, mine, theirs, at, shared }: Scene): Promise<number> {
  if (shared('settings').size === 0) return 0;
  return changed(
    trx,
    `insert into "${mine}".settings as n (key, value, version, updated_at)
     select 'texts', 'null', l.version + 1, :at from "${theirs}".settings l where l.key = 'texts'
     on conflict (key) do update set version = greatest(n.version + 1, excluded.version), updated_at = :at`,
    { at },
  );
}
