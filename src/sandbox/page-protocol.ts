/** What the page and the local Telegram say to each other, as JSON. Instants are epoch milliseconds of the sandbox's clock. */
export interface PageState {
  readonly bots: readonly PageBot[];
  readonly people: readonly PagePerson[];
  readonly now: number;
  /** What a newcomer may try. */
  readonly hints: readonly string[];
  /** Whether POST /page/clock {by: milliseconds} and {present: true} are answered. */
  readonly canTurnClock: boolean;
}

export interface PageBot {
  readonly username: string;
  readonly name: string;
  readonly description: string;
  readonly shortDescription: string;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
}

export interface PagePerson {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string | null;
  readonly role: string | null;
  readonly languageCode: string | null;
  readonly phone: string | null;
}

export interface PageChat {
  readonly messages: readonly PageMessage[];
  readonly replyKeyboard: PageReplyKeyboard | null;
  readonly started: boolean;
  readonly blocked: boolean;
  readonly typing: boolean;
}

export interface PageReplyKeyboard {
  readonly rows: readonly (readonly PageReplyButton[])[];
  readonly oneTime: boolean;
  readonly placeholder?: string;
}

export interface PageReplyButton {
  readonly text: string;
  readonly requestContact?: boolean;
  readonly requestLocation?: boolean;
  readonly style?: string;
}

export interface PageInlineButton {
  readonly text: string;
  readonly data?: string;
  readonly url?: string;
  readonly style?: string;
  readonly copyText?: string;
}

export interface PageMessage {
  readonly id: number;
  readonly fromBot: boolean;
  readonly date: number;
  readonly editedAt: number | null;
  /** Made by the server from text and entities; only b, i, u, s, code, pre, a, blockquote and spoiler spans. */
  readonly html: string;
  readonly text: string;
  readonly photo: { readonly url: string; readonly width: number; readonly height: number } | null;
  readonly document: { readonly url: string; readonly name: string; readonly size: number } | null;
  readonly contact: { readonly phone: string; readonly firstName: string; readonly lastName?: string } | null;
  readonly location: {
    readonly latitude: number;
    readonly longitude: number;
    readonly title?: string;
    readonly address?: string;
  } | null;
  readonly inlineKeyboard: readonly (readonly PageInlineButton[])[] | null;
  readonly systemNote?: string;
}

/** One event of `GET /page/events`; `bot` is a username. */
export type PageEvent =
  | { readonly type: 'message'; readonly bot: string; readonly message: PageMessage }
  | { readonly type: 'edited'; readonly bot: string; readonly message: PageMessage }
  | { readonly type: 'deleted'; readonly bot: string; readonly id: number }
  | { readonly type: 'keyboard'; readonly bot: string; readonly replyKeyboard: PageReplyKeyboard | null }
  /** Shown for five seconds or until the next message. */
  | { readonly type: 'typing'; readonly bot: string }
  | { readonly type: 'status'; readonly bot: string; readonly started: boolean; readonly blocked: boolean }
  /** The list of bots or a bot's name, description or commands changed: read the state again. */
  | { readonly type: 'bots'; readonly bot: string };

export interface PagePress {
  readonly person: number;
  readonly bot: string;
  readonly messageId: number;
  readonly data: string;
}

export type PagePressAnswer =
  | { readonly text: string | null; readonly alert: boolean; readonly url: string | null }
  | { readonly expired: true };

/** Every refused request: its HTTP status says the kind, `error` explains it to the person. */
export interface PageError {
  readonly error: string;
}
