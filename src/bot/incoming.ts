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

interface Addressed {
  readonly updateId: number;
  readonly from: Sender;
  readonly chatId: number;
}

export type Incoming =
  | (Addressed & {
      readonly kind: 'press';
      readonly queryId: string;
      readonly data: string;
      /** Null when the message cannot be turned into a screen: a file or a map, too old, or not there any more. */
      readonly messageId: number | null;
    })
  | (Addressed & { readonly kind: 'command'; readonly command: string; readonly payload: string })
  | (Addressed & { readonly kind: 'text'; readonly text: string })
  | (Addressed & { readonly kind: 'contact'; readonly contact: SharedContact })
  /** A sticker, a photo and the like. */
  | (Addressed & { readonly kind: 'unreadable' })
  | (Addressed & { readonly kind: 'blocked' })
  /** A press that can only be answered: in a group, without a chat, or malformed. */
  | { readonly kind: 'stray-press'; readonly queryId: string }
  | { readonly kind: 'nothing' };

const id = z.number().int().positive();
const user = z.object({
  id,
  is_bot: z.boolean().optional().catch(undefined),
  first_name: z.string().catch(''),
  language_code: z.string().max(35).optional().catch(undefined),
});
const privateChat = z.object({ id: z.number().int(), type: z.literal('private') });
const message = z.object({
  message_id: z.number().int(),
  from: user,
  chat: privateChat,
  text: z.string().optional().catch(undefined),
  contact: z
    .object({ phone_number: z.string(), user_id: id.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const queryId = z.string().min(1).max(256);
/** Under these a button may stand, but no text can take their place. */
const wordless = { document: z.unknown().optional(), location: z.unknown().optional() };
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
    // A date of 0 marks a message that Telegram no longer gives to the bot.
    const isText = pressed.document === undefined && pressed.location === undefined;
    const messageId = pressed.date > 0 && isText ? pressed.message_id : null;
    return {
      kind: 'press',
      queryId: query,
      data,
      messageId,
      ...addressed(updateId, { from, chat: pressed.chat }),
    };
  }
  const query = z.object({ id: queryId }).safeParse(raw);
  return query.success ? { kind: 'stray-press', queryId: query.data.id } : nothing;
}

function readMessage(updateId: number, raw: unknown): Incoming {
  const parsed = message.safeParse(raw);
  if (!parsed.success || parsed.data.from.is_bot === true) return nothing;
  const to = addressed(updateId, parsed.data);
  const { text, contact } = parsed.data;
  if (contact !== undefined) {
    return { kind: 'contact', contact: { phone: contact.phone_number, userId: contact.user_id }, ...to };
  }
  if (text === undefined) return { kind: 'unreadable', ...to };
  const command = /^\/([a-zA-Z0-9_]{1,32})(?:@\w{1,64})?(?:\s+([^]*))?$/.exec(text);
  if (command?.[1] === undefined) return { kind: 'text', text, ...to };
  return { kind: 'command', command: command[1].toLowerCase(), payload: command[2]?.trim() ?? '', ...to };
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
