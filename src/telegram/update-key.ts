import type { Update } from 'telegraf/types';

/** An update that can be confirmed: an object with a usable `update_id`, whatever else is in it. */
export function asUpdate(value: unknown): Update | null {
  if (!isObject(value)) return null;
  const id = value['update_id'];
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (value as unknown as Update) : null;
}

/**
 * Updates with one key are handled one after another: the chat's id, else that of the person (their private chat has
 * the same id), else the update's own.
 */
export function keyOf(update: Update): string {
  for (const [name, event] of Object.entries(update)) {
    if (name === 'update_id' || !isObject(event)) continue;
    const message = event['message'];
    const id =
      idOf(event['chat']) ??
      (isObject(message) ? idOf(message['chat']) : null) ??
      idOf(event['from']) ??
      idOf(event['user']);
    if (id !== null) return `chat ${id}`;
  }
  return `update ${update.update_id}`;
}

function idOf(value: unknown): number | string | null {
  if (!isObject(value)) return null;
  const { id } = value as { id?: unknown };
  return typeof id === 'number' || typeof id === 'string' ? id : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
