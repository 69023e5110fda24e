import { channel } from 'node:diagnostics_channel';

/** Something that no log of a bot's host may hold. */
export interface PrivateWords {
  readonly kind: 'token' | 'name' | 'phone' | 'text';
  readonly value: string;
}

/** Who listens here learns of every token, person and text of every local Telegram of the process. */
export const privateWords = channel('botel.sandbox.private-words');

export function tellPrivate(kind: PrivateWords['kind'], value: string | undefined): void {
  if (value === undefined || !privateWords.hasSubscribers) return;
  privateWords.publish({ kind, value } satisfies PrivateWords);
}
