import type { Clock } from '../lib/clock.js';

/** What a program that drives the local Telegram sees of it: tests, benchmarks and the demo. */
export interface Sandbox {
  /** The value for `TELEGRAM_API_ROOT`, without a slash at the end. */
  readonly apiRoot: string;
  /** The page to chat in. */
  readonly url: string;
  readonly port: number;
  /** Makes a token valid. A bot whose username is known already (its token was revoked) keeps its chats and updates. */
  addBot(setup: BotSetup): void;
  /** Forgets the bot and all its chats. */
  removeBot(token: string): void;
  /** The token answers 401 from now on; the bot's chats stay. */
  revokeToken(token: string): void;
  /** Registers somebody, or changes their details when the id is known. */
  person(setup: PersonSetup): Person;
  /** Calls of the Bot API, oldest first; only the newest few thousand are kept, polls apart from the rest. */
  calls(filter?: CallFilter): ApiCall[];
  /** The first finished call that fits, made already or still to come. */
  waitForCall(filter: CallFilter, options?: WaitOptions): Promise<ApiCall>;
  /** Spoils calls that fit; the returned function takes the rule back and lets go of what hangs on it. */
  injectFault(rule: FaultRule): () => void;
  setFloodLimits(limits: FloodLimits | null): void;
  /** What the page proposes to try. */
  setHints(hints: readonly string[]): void;
  /** Updates the bot has not confirmed yet. */
  pendingUpdates(botUsername: string): number;
  /** Resolves once the bot has confirmed the update (or dropped it). */
  confirmed(botUsername: string, updateId: number, options?: WaitOptions): Promise<void>;
  /** Resolves once the bot's poll waits for updates, or its webhook is set. */
  listening(botUsername: string, options?: WaitOptions): Promise<void>;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: Clock;
  /** Absent or null: calls are never answered with 429. */
  readonly floodLimits?: FloodLimits | null;
  /** How long a press waits for its answer. */
  readonly callbackTtlMs?: number;
  readonly webhookRetry?: { readonly firstMs: number; readonly capMs: number };
  readonly webhookTimeoutMs?: number;
  readonly callLogSize?: number;
  /** Lets the page move the clock everybody lives by: called with milliseconds to add, or null to return to the present. */
  readonly turnClock?: (ms: number | null) => void;
  /** Asked when a token nobody added calls: what it gives exists from then on; null means 401. */
  readonly botForToken?: (token: string) => BotSetup | null;
}

export interface FloodLimits {
  readonly botPerSecond: number;
  readonly chatPerSecond: number;
  /** Messages a chat takes at once before its rate applies. */
  readonly chatBurst: number;
}

/** The unpublished limits as far as they are known. */
export const telegramFloodLimits: FloodLimits = { botPerSecond: 30, chatPerSecond: 1, chatBurst: 5 };

export interface BotSetup {
  readonly token: string;
  readonly username: string;
  readonly name: string;
}

export interface PersonSetup {
  readonly id: number;
  readonly firstName: string;
  readonly lastName?: string;
  readonly languageCode?: string;
  readonly username?: string;
  /** International format with or without `+`; what the contact button shares. */
  readonly phone?: string;
  /** A label for the page, such as "client" or "owner". */
  readonly role?: string;
}

export interface Person {
  readonly id: number;
  chat(botUsername: string): Chat;
}

export interface Sent {
  readonly messageId: number;
  /** Null when the bot's `allowed_updates` leave this kind out. */
  readonly updateId: number | null;
}

/** One person's chat with one bot, seen from the person's side. */
export interface Chat {
  send(text: string): Promise<Sent>;
  /** `/start`, with the payload of a deep link when given. */
  start(payload?: string): Promise<Sent>;
  /**
   * Presses an inline button and waits for the bot's answer to the press; null when none came in time.
   * A string is the button's exact label, looked up from the newest message back. `data` is sent whatever the keyboard
   * holds, so that forged and outdated buttons can be tried; without `messageId` on the newest message of the bot.
   */
  press(button: string | RegExp | PressTarget): Promise<PressAnswer | null>;
  /** The contact button: the own contact, somebody else's (`false`), or the one described. */
  shareContact(own?: boolean | SharedContact): Promise<Sent>;
  shareLocation(latitude: number, longitude: number): Promise<Sent>;
  sendPhoto(content: Buffer, caption?: string): Promise<Sent>;
  sendDocument(content: Buffer, fileName: string, caption?: string): Promise<Sent>;
  /** Deletes the bot's or own message on both sides; the bot is not told. */
  deleteMessage(messageId: number): void;
  block(): Promise<void>;
  unblock(): Promise<void>;
  /** Oldest first; deleted ones are gone. */
  messages(): ChatMessage[];
  /** The newest message; throws when there is none. */
  last(): ChatMessage;
  /** The keyboard under the input field. */
  replyKeyboard(): ReplyKeyboard | null;
  /**
   * The first message of the bot that fits, among those sent or edited since the person last did something in this
   * chat (newest first), else the next one to be sent or edited. `anyTime` looks at all messages.
   * Rejects after `timeoutMs` (10 s) with the chat's transcript.
   */
  waitFor(
    predicate: (message: ChatMessage) => boolean,
    label?: string,
    options?: WaitOptions & { anyTime?: boolean },
  ): Promise<ChatMessage>;
  /** Pushes any update; the server adds `update_id`. Gives that id, or null when `allowed_updates` leave the kind out. */
  update(raw: object): number | null;
  /** The chat as readable lines. */
  transcript(): string;
}

export type PressTarget =
  | { readonly data: string; readonly messageId?: number }
  | { readonly label: string | RegExp; readonly messageId: number };

export interface SharedContact {
  readonly phone: string;
  readonly userId?: number;
  readonly firstName?: string;
}

export interface WaitOptions {
  /** Real time, whatever the clock says. */
  readonly timeoutMs?: number;
}

export interface PressAnswer {
  readonly text: string | null;
  readonly alert: boolean;
  readonly url: string | null;
}

export interface InlineButton {
  readonly text: string;
  readonly data?: string;
  readonly url?: string;
  readonly style?: string;
  readonly copyText?: string;
}

export interface ReplyButton {
  readonly text: string;
  readonly requestContact?: boolean;
  readonly requestLocation?: boolean;
  readonly style?: string;
}

export interface ReplyKeyboard {
  readonly rows: readonly (readonly ReplyButton[])[];
  readonly oneTime: boolean;
  readonly placeholder?: string;
}

export interface ChatMessage {
  readonly messageId: number;
  readonly fromBot: boolean;
  /** Epoch milliseconds by the sandbox's clock. */
  readonly date: number;
  readonly editCount: number;
  /** The text, or the caption of a photo or document. */
  readonly text?: string;
  /** The same with its entities as sanitised HTML. */
  readonly html?: string;
  readonly inlineKeyboard?: readonly (readonly InlineButton[])[];
  /** The keyboard this message brought; `Chat.replyKeyboard` tells the one that is shown. */
  readonly replyKeyboard?: ReplyKeyboard;
  readonly photo?: {
    readonly fileId: string;
    readonly width: number;
    readonly height: number;
    readonly size: number;
  };
  readonly document?: { readonly fileId: string; readonly fileName: string; readonly size: number };
  readonly contact?: { readonly phone: string; readonly firstName: string; readonly userId?: number };
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly title?: string };
  readonly replyTo?: number;
}

export interface ApiCall {
  /** Epoch milliseconds by the sandbox's clock. */
  readonly at: number;
  /** The bot's username; null for a token nobody has. */
  readonly bot: string | null;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly chatId: number | null;
  /** The HTTP status; null while unanswered, and for good when no answer was given. */
  readonly status: number | null;
  /** Answered, left unanswered by a fault, or given up by the caller. */
  readonly ended: boolean;
  readonly description?: string;
  readonly fault?: Fault['kind'];
}

export interface CallFilter {
  readonly bot?: string;
  /** Absent: all but getUpdates. */
  readonly method?: string;
  readonly chatId?: number;
}

export type Fault =
  /** An answer in the Bot API's own form. */
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly description: string;
      readonly retryAfter?: number;
    }
  /** 429 with `parameters.retry_after`, in seconds. */
  | { readonly kind: 'flood'; readonly retryAfter: number }
  /** Any other HTTP answer, such as a proxy's error page. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly contentType?: string }
  /** Status 200 with a body that is not what was promised. */
  | { readonly kind: 'garbage'; readonly body?: string }
  /** No answer until the rule is taken back or the caller gives up. */
  | { readonly kind: 'hang' }
  /** The connection is reset. */
  | { readonly kind: 'reset' };

export interface FaultRule {
  readonly fault: Fault;
  readonly bot?: string;
  readonly method?: string;
  readonly chatId?: number;
  /** `before`: the call has no effect. `after`: it takes effect and only its answer is spoiled. */
  readonly when?: 'before' | 'after';
  /** How many calls to spoil; 1 when absent, `Infinity` until taken back. */
  readonly times?: number;
}
