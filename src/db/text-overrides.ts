import type { ReadTx, WriteTx } from './tenant-db.js';

/** A text as the salon words it. */
export interface TextOverride {
  readonly locale: string;
  readonly key: string;
  /** ICU MessageFormat. */
  readonly pattern: string;
  readonly version: number;
}

/** All of them, of all languages. */
export async function listTextOverrides(tx: ReadTx): Promise<TextOverride[]> {
  return tx.rows<TextOverride>(tx.sql('text_overrides').select('locale', 'key', 'pattern', 'version'));
}

/** One of them; null when the catalogue's text holds. */
export async function findTextOverride(
  tx: ReadTx,
  locale: string,
  key: string,
): Promise<TextOverride | null> {
  const [row] = await tx.rows<TextOverride>(
    tx.sql('text_overrides').where({ locale, key }).select('locale', 'key', 'pattern', 'version'),
  );
  return row ?? null;
}

/** Words a text anew. `now` is epoch milliseconds. */
export async function saveTextOverride(
  tx: WriteTx,
  { locale, key, pattern }: Omit<TextOverride, 'version'>,
  now: number,
): Promise<void> {
  const updatedAt = new Date(now);
  await tx.rows(
    tx
      .sql('text_overrides')
      .insert({ locale, key, pattern, updated_at: updatedAt })
      .onConflict(['locale', 'key'])
      .merge({ pattern, updated_at: updatedAt, version: tx.sql.raw('text_overrides.version + 1') }),
  );
}

/** Gives the catalogue's text back: of one key, or of a whole language. The ones that held until now. */
export async function deleteTextOverrides(
  tx: WriteTx,
  which: { readonly locale: string; readonly key?: string },
): Promise<TextOverride[]> {
  return tx.rows<TextOverride>(
    tx.sql('text_overrides').where(which).delete().returning(['locale', 'key', 'pattern', 'version']),
  );
}

/** Counts a change of the salon's texts; whoever read an older number reads the texts again. */
export async function bumpTextsVersion(tx: WriteTx, now: number): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `insert into settings as s (key, value, updated_at) values ('texts', 'null', :now)
       on conflict (key) do update set version = s.version + 1, updated_at = excluded.updated_at`,
      { now: new Date(now) },
    ),
  );
}

/** How often the salon's texts were changed; null: never. */
export async function textsVersion(tx: ReadTx): Promise<number | null> {
  const [row] = await tx.rows<{ version: number }>(
    tx.sql('settings').where({ key: 'texts' }).select('version'),
  );
  return row?.version ?? null;
}
