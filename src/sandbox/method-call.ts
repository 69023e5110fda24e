import { badRequest, forbidden, tooManyRequests } from './api-error.js';
import type { BotAccount } from './bot-account.js';
import { isRecord, type UploadedFile } from './parameter-check.js';
import type { Room } from './room.js';
import type { World } from './world.js';

/** One call of one bot, its parameters checked against the published types. */
export class MethodCall {
  constructor(
    readonly world: World,
    readonly bot: BotAccount,
    readonly parameters: Readonly<Record<string, unknown>>,
    readonly attachments: ReadonlyMap<string, UploadedFile>,
  ) {}

  text(name: string): string | undefined {
    const value = this.parameters[name];
    return typeof value === 'string' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.parameters[name];
    return typeof value === 'number' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.parameters[name] === true;
  }

  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.parameters[name];
    return isRecord(value) ? value : undefined;
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.parameters[name];
    return Array.isArray(value) ? value : undefined;
  }
}

export interface Method {
  /** The parameters that are understood or may be left without effect; any other one is refused as not implemented. */
  readonly supports: readonly string[];
  run(call: MethodCall): unknown;
}

/** A result with words beside it, as the methods about webhooks give. */
export class Described {
  constructor(
    readonly result: unknown,
    readonly description: string,
  ) {}
}

/** The number a `chat_id` names; null for a username. */
export function chatIdOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : null;
}

/** The chat `chat_id` names, whether the bot may write there or not. */
export function knownRoom(call: MethodCall, parameter = 'chat_id'): Room {
  const id = chatIdOf(call.parameters[parameter]);
  const person = id === null ? undefined : call.world.people.get(id);
  if (person === undefined) throw badRequest('chat not found');
  return call.bot.room(person);
}

/** The chat to write to. `weight` tells what the call costs of the flood limits. */
export function writableRoom(call: MethodCall, weight: 'message' | 'edit' | 'free'): Room {
  const room = knownRoom(call);
  if (room.blocked) throw forbidden('bot was blocked by the user');
  if (!room.started) throw forbidden("bot can't initiate conversation with a user");
  if (weight !== 'free') spend(call, room, weight);
  return room;
}

function spend({ world, bot }: MethodCall, room: Room, weight: 'message' | 'edit'): void {
  const limits = world.floodLimits;
  if (limits === null) return;
  const now = world.clock.now();
  const forBot = bot.flood.wait(now, limits.botPerSecond, limits.botPerSecond);
  const forChat = weight === 'edit' ? 0 : room.flood.wait(now, limits.chatPerSecond, limits.chatBurst);
  const wait = Math.max(forBot, forChat);
  if (wait > 0) throw tooManyRequests(wait);
  bot.flood.take(now, limits.botPerSecond);
  if (weight === 'message') room.flood.take(now, limits.chatPerSecond);
}
