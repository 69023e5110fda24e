/** What a deep link `/start <payload>` asks for. */
export type StartWish =
  | { readonly kind: 'service'; readonly id: number }
  | { readonly kind: 'master'; readonly id: number }
  | { readonly kind: 'source'; readonly tag: string }
  /** No payload, or one that no link of ours has. */
  | { readonly kind: 'plain' };

/** A payload has at most 64 characters, of which `src_` takes four. */
const sourcePattern = /^src_([A-Za-z0-9_-]{1,60})$/;
const rowPattern = /^(svc|st)_([1-9]\d{0,9})$/;

/** Reads a payload of any bytes. */
export function readStartPayload(payload: string): StartWish {
  const row = rowPattern.exec(payload);
  if (row !== null) return { kind: row[1] === 'svc' ? 'service' : 'master', id: Number(row[2]) };
  const tag = sourcePattern.exec(payload)?.[1];
  return tag === undefined ? { kind: 'plain' } : { kind: 'source', tag };
}
