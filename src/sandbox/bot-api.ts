import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../lib/errors.js';
import { ApiError, notImplemented } from './api-error.js';
import { AnswerSlot } from './answer-slot.js';
import type { BotAccount } from './bot-account.js';
import { methodFacts } from './facts.js';
import { chatIdOf, MethodCall, type Method } from './method-call.js';
import { chatMethods } from './methods/chat.js';
import { copyMethods } from './methods/copy.js';
import { editMethods } from './methods/edit.js';
import { profileMethods } from './methods/profile.js';
import { sendMethods } from './methods/send.js';
import {
  allowedUpdates,
  conflictWithWebhook,
  unsupportedParameter,
  webhookMethods,
} from './methods/webhooks.js';
import { checkParameters, type RawParameters, type UploadedFile } from './parameter-check.js';
import { readParameters } from './request-parameters.js';
import type { PendingUpdate, PollAnswer } from './update-queue.js';
import type { World } from './world.js';

const maxPollSeconds = 50;

/** Answers the calls of all bots: `/bot<token>/<method>`. */
export class BotApi {
  private readonly methods: ReadonlyMap<string, Method>;

  constructor(private readonly world: World) {
    this.methods = new Map(
      Object.entries({
        ...sendMethods,
        ...editMethods,
        ...copyMethods,
        ...profileMethods,
        ...chatMethods,
        ...webhookMethods((bot, answer) => this.callFromAnswer(bot, answer)),
      }),
    );
  }

  handle(request: IncomingMessage, response: ServerResponse, target: ApiTarget, body: Buffer): void {
    const facts = methodFacts.get(target.method.toLowerCase());
    const name = facts?.name ?? target.method.slice(0, 64);
    const bot = this.world.botByToken(target.token);
    let raw: RawParameters = nothing;
    let refusal: ApiError | null = null;
    try {
      raw = readParameters(target.query, request.headers['content-type'], body);
    } catch (error) {
      refusal = toApiError(error);
    }
    const slot = this.openSlot(response, bot, name, raw);
    if (slot.spoilBefore()) return;
    try {
      if (bot === undefined) throw new ApiError(401, 'Unauthorized');
      if (bot.loggedOut) throw new ApiError(400, 'Logged out');
      if (facts === undefined) throw new ApiError(404, 'Not Found: method not found');
      if (refusal !== null) throw refusal;
      if (name === 'getUpdates') this.poll(this.prepare(bot, name, raw), slot, response);
      else slot.succeed(this.run(this.prepare(bot, name, raw), name));
    } catch (error) {
      slot.fail(toApiError(error));
    }
  }

  private openSlot(
    response: ServerResponse,
    bot: BotAccount | undefined,
    method: string,
    raw: RawParameters,
  ): AnswerSlot {
    const chatId = chatIdOf(raw.values.get('chat_id'));
    const call = this.world.calls.begin({
      at: this.world.clock.now(),
      bot: bot?.username ?? null,
      method,
      parameters: forLog(raw),
      chatId,
    });
    const hit = bot === undefined ? null : this.world.faults.hit({ bot: bot.username, method, chatId });
    return new AnswerSlot(response, this.world.calls, call, hit);
  }

  private prepare(bot: BotAccount, name: string, raw: RawParameters): MethodCall {
    const facts = methodFacts.get(name.toLowerCase());
    if (facts === undefined) throw new ApiError(404, 'Not Found: method not found');
    return new MethodCall(this.world, bot, checkParameters(facts.name, facts.parameters, raw), raw.files);
  }

  private run(call: MethodCall, name: string): unknown {
    const method = this.methods.get(name);
    if (method === undefined) throw notImplemented(name);
    for (const parameter of Object.keys(call.parameters)) {
      if (!method.supports.includes(parameter)) throw unsupportedParameter(name, parameter);
    }
    return method.run(call);
  }

  private poll(call: MethodCall, slot: AnswerSlot, response: ServerResponse): void {
    const { updates, webhook } = call.bot;
    if (webhook !== null) throw conflictWithWebhook();
    const limit = call.number('limit') ?? 100;
    const answer: PollAnswer = (outcome) => {
      if (outcome instanceof ApiError) slot.fail(outcome);
      else slot.succeedWith(jsonList(outcome));
    };
    response.once('close', () => {
      if (updates.abandon(answer)) slot.abandon();
    });
    updates.poll(
      {
        offset: call.number('offset') ?? 0,
        limit: limit < 1 || limit > 100 ? 100 : limit,
        timeoutSeconds: Math.min(maxPollSeconds, Math.max(0, call.number('timeout') ?? 0)),
        allowed: allowedUpdates(call),
      },
      answer,
    );
  }

  /** The real server gives no answer to such a call; the record of calls tells how it ended. */
  private callFromAnswer(
    bot: BotAccount,
    answer: { readonly contentType: string; readonly body: string },
  ): void {
    let raw: RawParameters;
    try {
      raw = readParameters('', answer.contentType, Buffer.from(answer.body));
    } catch {
      // An answer that is no call, such as "OK", is nothing to do.
      return;
    }
    const method = raw.values.get('method');
    if (typeof method !== 'string') return;
    const values = new Map(raw.values);
    values.delete('method');
    this.runUnanswered(bot, method, { values, files: raw.files });
  }

  private runUnanswered(bot: BotAccount, method: string, raw: RawParameters): void {
    const name = methodFacts.get(method.toLowerCase())?.name ?? method.slice(0, 64);
    const logged = this.world.calls.begin({
      at: this.world.clock.now(),
      bot: bot.username,
      method: name,
      parameters: forLog(raw),
      chatId: chatIdOf(raw.values.get('chat_id')),
    });
    try {
      this.run(this.prepare(bot, name, raw), name);
      this.world.calls.finish(logged, 200);
    } catch (error) {
      const { code, description } = toApiError(error);
      this.world.calls.finish(logged, code, description);
    }
  }
}

export interface ApiTarget {
  readonly token: string;
  readonly method: string;
  readonly query: string;
}

const nothing: RawParameters = { values: new Map(), files: new Map<string, UploadedFile>() };

function jsonList(updates: readonly PendingUpdate[]): string {
  return `[${updates.map(({ json }) => json).join(',')}]`;
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${messageOf(error)}`);
}

/** Uploads are named, not kept. */
function forLog(raw: RawParameters): Record<string, unknown> {
  const parameters: Record<string, unknown> = Object.fromEntries(raw.values);
  for (const [name, { fileName, content }] of raw.files)
    parameters[name] = { fileName, size: content.length };
  return parameters;
}
