import type { ReadTx } from './tenant-db.js';

/** What the owner changed, as stored: key to JSON value of any shape. */
export async function storedSettings(tx: ReadTx): Promise<Map<string, unknown>> {
  const rows = await tx.rows<{ key: string; value: unknown }>(tx.sql('settings').select('key', 'value'));
  return new Map(rows.map(({ key, value }) => [key, value]));
}

/** The same, with how often the salon's texts were changed (null: never). */
export async function storedSettingsAndTexts(
  tx: ReadTx,
): Promise<{ readonly settings: Map<string, unknown>; readonly textsVersion: number | null }> {
  const rows = await tx.rows<{ key: string; value: unknown; version: number }>(
    tx.sql('settings').select('key', 'value', 'version'),
  );
  return {
    settings: new Map(rows.map(({ key, value }) => [key, value])),
    textsVersion: rows.find(({ key }) => key === 'texts')?.version ?? null,
  };
}
