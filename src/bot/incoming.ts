import { z } from 'zod';

/*
 * What an update says, as far as the bots listen. Updates are read here once and for all; whatever does not have the
 * expected shape is something nobody answers, so the rooms behind never meet a surprise.
 */

export interface Sender {
  readonly id: number;
  readonly firstName: string;
  readonly languageCode: string | undefined;
}

export interface SharedContact {
  readonly phone: string;
  /** Absent when the contact is not a Telegram account. */
  readonly userId: number | undefined;
}

/** Something Telegram keeps for the bot to fetch by `fileId`. `size` is bytes, undefined when it is not said. */
export interface SentFile {
  readonly fileId: string;
  readonly size: number | undefined;
}

export interface SentDocument extends SentFile {
  readonly fileName: string;
}

interface Addressed {
  readonly updateId: number;
  readonly from: Sender;
  readonly chatId: number;
}

interface Written extends Addressed {
  readonly messageId: number;
  /** Whose words a forwarded message holds: a Telegram id; null when that person keeps it hidden; absent: not forwarded. */
  readonly forwardedFrom?: number | null;
}

export type Incoming =
  | (Addressed & {
      readonly kind: 'press';
      readonly queryId: string;
      readonly data: string;
      /** Null when the message is too old for Telegram to let it be edited, or is not there any more. */
      readonly messageId: number | null;
      /** False: a file, a photo or a place, which no screen can take the place of. */
      readonly isText: boolean;
    })
  | (Written & { readonly kind: 'command'; readonly command: string; readonly payload: string })
  | (Written & { readonly kind: 'text'; readonly text: string })
  | (Written & { readonly kind: 'contact'; readonly contact: SharedContact })
  | (Written & { readonly kind: 'photo'; readonly photo: SentFile; readonly caption: string })
  | (Written & { readonly kind: 'document'; readonly document: SentDocument })
  | (Written & { readonly kind: 'location'; readonly latitude: number; readonly longitude: number })
  /** A sticker, a voice message and the like. */
  | (Written & { readonly kind: 'unreadable' })
  | (Addressed & { readonly kind: 'blocked' })
  /** A press that can only be answered: in a group, without a chat, or malformed. */
  | { readonly kind: 'stray-press'; readonly queryId: string }
  | { readonly kind: 'nothing' };

const id = z.number().int().positive();
/** Without what no database takes and no other program writes: null characters and halves of surrogate pairs. */
const words = z.string().transform((text) => text.toWellFormed().replaceAll('\0', ''));
const user = z.object({
  id,
  is_bot: z.boolean().optional().catch(undefined),
  first_name: words.catch(''),
  language_code: words.pipe(z.string().max(35)).optional().catch(undefined),
});
const privateChat = z.object({ id: z.number().int(), type: z.literal('private') });
const message = z.object({
  message_id: z.number().int(),
  from: user,
  chat: privateChat,
  text: words.optional().catch(undefined),
  contact: z
    .object({ phone_number: words, user_id: id.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const size = z.number().int().nonnegative().optional().catch(undefined);
const attached = z.object({
  caption: words.catch(''),
  photo: z
    .array(z.object({ file_id: words.pipe(z.string().min(1)), file_size: size }))
    .min(1)
    .optional()
    .catch(undefined),
  document: z
    .object({ file_id: words.pipe(z.string().min(1)), file_name: words.catch(''), file_size: size })
    .optional()
    .catch(undefined),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional().catch(undefined),
  forward_origin: z
    .object({ sender_user: z.object({ id }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const queryId = z.string().min(1).max(256);
/** Under these a button may stand, but no text can take their place. */
const wordless = {
  photo: z.unknown().optional(),
  document: z.unknown().optional(),
  location: z.unknown().optional(),
};
const press = z.object({
  id: queryId,
  from: user,
  data: z.string().catch(''),
  message: z.object({
    message_id: z.number().int(),
    date: z.number().catch(0),
    chat: privateChat,
    ...wordless,
  }),
});
const membership = z.object({
  from: user,
  chat: privateChat,
  new_chat_member: z.object({ status: z.literal('kicked') }),
});
const update = z.object({
  update_id: z.number().int(),
  message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
});

const nothing: Incoming = { kind: 'nothing' };

/** Reads an update of any shape. */
export function readIncoming(raw: unknown): Incoming {
  const parsed = update.safeParse(raw);
  if (!parsed.success) return nothing;
  const { update_id: updateId } = parsed.data;
  if (parsed.data.callback_query !== undefined) return readPress(updateId, parsed.data.callback_query);
  if (parsed.data.message !== undefined) return readMessage(updateId, parsed.data.message);
  const left = membership.safeParse(parsed.data.my_chat_member);
  if (left.success) return { kind: 'blocked', ...addressed(updateId, left.data) };
  return nothing;
}

function readPress(updateId: number, raw: unknown): Incoming {
  const parsed = press.safeParse(raw);
  if (parsed.success) {
    const { id: query, from, data, message: pressed } = parsed.data;
    const { photo, document, location } = pressed;
    const isText = photo === undefined && document === undefined && location === undefined;
    // A date of 0 marks a message that Telegram no longer gives to the bot.
    const messageId = pressed.date > 0 ? pressed.message_id : null;
    return {
      kind: 'press',
      queryId: query,
      data,
      messageId,
      isText,
      ...addressed(updateId, { from, chat: pressed.chat }),
    };
  }
  const query = z.object({ id: queryId }).safeParse(raw);
  return query.success ? { kind: 'stray-press', queryId: query.data.id } : nothing;
}

function readMessage(updateId: number, raw: unknown): Incoming {
  const parsed = message.safeParse(raw);
  if (!parsed.success || parsed.data.from.is_bot === true) return nothing;
  const more = attached.parse(raw);
  const to = {
    ...addressed(updateId, parsed.data),
    messageId: parsed.data.message_id,
    ...(more.forward_origin === undefined
      ? {}
      : { forwardedFrom: more.forward_origin.sender_user?.id ?? null }),
  };
  const { text, contact } = parsed.data;
  if (contact !== undefined) {
    return { kind: 'contact', contact: { phone: contact.phone_number, userId: contact.user_id }, ...to };
  }
  if (text === undefined) return { ...readAttached(more), ...to };
  const command = /^\/([a-zA-Z0-9_]{1,32})(?:@\w{1,64})?(?:\s+([^]*))?$/.exec(text);
  if (command?.[1] === undefined) return { kind: 'text', text, ...to };
  return { kind: 'command', command: command[1].toLowerCase(), payload: command[2]?.trim() ?? '', ...to };
}

type AttachedKind = 'photo' | 'document' | 'location' | 'unreadable';
type Attached =
  Extract<Incoming, { kind: AttachedKind }> extends infer Kind
    ? Kind extends unknown
      ? Omit<Kind, keyof Written>
      : never
    : never;

function readAttached({ caption, photo, document, location }: z.infer<typeof attached>): Attached {
  // Telegram lists a photo's sizes from the smallest on.
  const largest = photo?.at(-1);
  if (largest !== undefined) {
    return { kind: 'photo', photo: { fileId: largest.file_id, size: largest.file_size }, caption };
  }
  if (document !== undefined) {
    const { file_id: fileId, file_name: fileName, file_size: bytes } = document;
    return { kind: 'document', document: { fileId, fileName, size: bytes } };
  }
  return location === undefined ? { kind: 'unreadable' } : { kind: 'location', ...location };
}

function addressed(
  updateId: number,
  { from, chat }: { readonly from: z.infer<typeof user>; readonly chat: z.infer<typeof privateChat> },
): Addressed {
  return {
    updateId,
    from: { id: from.id, firstName: from.first_name, languageCode: from.language_code },
    chatId: chat.id,
  };
}
