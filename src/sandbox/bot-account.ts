import type { Clock } from '../lib/clock.js';
import type { BotSetup } from './face.js';
import type { Party } from './message.js';
import { CallbackQueries } from './callback-queries.js';
import type { PersonRecord } from './person-record.js';
import { BotProfile } from './bot-profile.js';
import { Room, type RoomListener } from './room.js';
import { FileStore } from './stored-file.js';
import { TokenBucket } from './token-bucket.js';
import { UpdateQueue } from './update-queue.js';
import type { Webhook } from './webhook.js';

/** One bot: who it is, its updates, its chats. */
export class BotAccount {
  readonly id: number;
  readonly username: string;
  readonly updates: UpdateQueue;
  readonly rooms = new Map<number, Room>();
  readonly files = new FileStore();
  readonly queries: CallbackQueries;
  readonly profile: BotProfile;
  readonly flood = new TokenBucket();
  webhook: Webhook | null = null;
  loggedOut = false;

  constructor(
    setup: BotSetup,
    private readonly clock: Clock,
    callbackTtlMs: number,
    private readonly listener: RoomListener,
  ) {
    this.id = Number(setup.token.split(':', 1)[0]);
    this.username = setup.username;
    this.updates = new UpdateQueue(clock);
    this.queries = new CallbackQueries(clock, callbackTtlMs);
    this.profile = new BotProfile(setup.name);
  }

  get party(): Party {
    return { id: this.id, is_bot: true, first_name: this.profile.nameFor(''), username: this.username };
  }

  /** Their chat, made when it is first asked for; a chat that was never started is one the bot can't write to. */
  room(person: PersonRecord): Room {
    let room = this.rooms.get(person.id);
    if (room === undefined) {
      room = new Room(this, person, this.clock, this.listener);
      this.rooms.set(person.id, room);
    }
    return room;
  }
}
