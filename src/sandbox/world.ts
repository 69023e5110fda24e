import type { Clock } from '../lib/clock.js';
import { ApiError } from './api-error.js';
import { BotAccount } from './bot-account.js';
import { CallLog } from './call-log.js';
import type { BotSetup, FloodLimits, PersonSetup } from './face.js';
import { Faults } from './faults.js';
import { PersonRecord } from './person-record.js';
import { tellPrivate } from './private-words.js';
import type { RoomListener } from './room.js';
import type { WebhookOptions } from './webhook.js';

export interface WorldOptions {
  readonly clock: Clock;
  readonly floodLimits: FloodLimits | null;
  readonly callbackTtlMs: number;
  readonly webhook: WebhookOptions;
  readonly callLogSize: number;
  readonly turnClock: ((ms: number | null) => void) | null;
  readonly botForToken: (token: string) => BotSetup | null;
}

/** Everything the local Telegram knows: bots, people, their chats, the record of calls. */
export class World {
  readonly clock: Clock;
  readonly people = new Map<number, PersonRecord>();
  readonly calls: CallLog;
  readonly faults = new Faults();
  readonly webhookOptions: WebhookOptions;
  floodLimits: FloodLimits | null;
  hints: readonly string[] = [];
  private readonly byToken = new Map<string, BotAccount>();
  private readonly revoked = new Set<string>();
  private readonly byUsername = new Map<string, BotAccount>();
  private readonly roomListeners = new Set<RoomListener>();
  private readonly botListeners = new Set<(username: string) => void>();

  constructor(private readonly options: WorldOptions) {
    this.clock = options.clock;
    this.floodLimits = options.floodLimits;
    this.webhookOptions = options.webhook;
    this.calls = new CallLog(options.callLogSize);
  }

  get bots(): BotAccount[] {
    return [...this.byUsername.values()];
  }

  get canTurnClock(): boolean {
    return this.options.turnClock !== null;
  }

  /** Moves the clock and tells every page. */
  turnClock(ms: number | null): void {
    if (this.options.turnClock === null) throw new ApiError(403, 'the clock of this server stands by itself');
    this.options.turnClock(ms);
    this.botChanged('');
  }

  botByToken(token: string): BotAccount | undefined {
    const known = this.byToken.get(token);
    if (known !== undefined || this.revoked.has(token)) return known;
    const setup = this.options.botForToken(token);
    if (setup === null) return undefined;
    this.addBot(setup);
    return this.byToken.get(token);
  }

  bot(username: string): BotAccount {
    const bot = this.byUsername.get(username.toLowerCase());
    if (bot === undefined) throw new Error(`the local Telegram has no bot @${username}`);
    return bot;
  }

  addBot(setup: BotSetup): void {
    if (!/^\d{1,15}:[\w-]+$/.test(setup.token)) throw new Error(`not a bot token for @${setup.username}`);
    tellPrivate('token', setup.token);
    const key = setup.username.toLowerCase();
    const known = this.byUsername.get(key);
    const holder = this.byToken.get(setup.token);
    if (holder !== undefined && holder !== known)
      throw new Error(`@${setup.username}: another bot has this token`);
    const bot =
      known ??
      new BotAccount(setup, this.clock, this.options.callbackTtlMs, (room, event) => this.tell(room, event));
    bot.loggedOut = false;
    this.byUsername.set(key, bot);
    this.byToken.set(setup.token, bot);
    this.revoked.delete(setup.token);
    this.botChanged(bot.username);
  }

  revokeToken(token: string): void {
    const bot = this.byToken.get(token);
    this.byToken.delete(token);
    this.revoked.add(token);
    bot?.updates.endPoll(new ApiError(401, 'Unauthorized'));
  }

  removeBot(token: string): void {
    const bot = this.byToken.get(token);
    if (bot === undefined) return;
    for (const [known, holder] of this.byToken) if (holder === bot) this.byToken.delete(known);
    this.byUsername.delete(bot.username.toLowerCase());
    this.close(bot, new ApiError(401, 'Unauthorized'));
    this.botChanged(bot.username);
  }

  person(setup: PersonSetup): PersonRecord {
    if (!Number.isSafeInteger(setup.id) || setup.id <= 0)
      throw new Error('a person needs a positive whole id');
    tellPrivate('name', setup.firstName);
    tellPrivate('name', setup.lastName);
    tellPrivate('phone', setup.phone);
    let person = this.people.get(setup.id);
    if (person === undefined) {
      person = new PersonRecord(setup);
      this.people.set(setup.id, person);
    } else person.change(setup);
    this.botChanged('');
    return person;
  }

  onRoomEvent(listener: RoomListener): () => void {
    this.roomListeners.add(listener);
    return () => this.roomListeners.delete(listener);
  }

  /** Calls back when the list of bots or people, or a bot's profile, changed. */
  onBotChanged(listener: (username: string) => void): () => void {
    this.botListeners.add(listener);
    return () => this.botListeners.delete(listener);
  }

  botChanged(username: string): void {
    for (const listener of [...this.botListeners]) listener(username);
  }

  stop(): void {
    for (const bot of this.bots) this.close(bot, new ApiError(500, 'Internal Server Error: closing'));
    this.faults.releaseAll();
  }

  private close(bot: BotAccount, reason: ApiError): void {
    bot.webhook?.stop();
    bot.webhook = null;
    bot.updates.deliverTo(null);
    bot.updates.endPoll(reason);
    bot.queries.expireAll();
  }

  private tell: RoomListener = (room, event) => {
    for (const listener of [...this.roomListeners]) listener(room, event);
  };
}
