import { createHash } from 'node:crypto';
import { describeCommands } from '../bot/command-list.js';
import { locales, type Locale } from '../i18n/catalogue.js';
import { shorten } from '../i18n/html.js';
import type { Texts } from '../i18n/texts.js';
import type { Logger } from '../lib/logger.js';
import { within } from '../lib/within.js';
import type { Sender } from '../telegram/sender.js';
import type { Gate } from './gate.js';

/** Whose bot introduces itself, and how what it last said is remembered. */
export interface Introduction {
  readonly salon: string;
  /** For people whose Telegram speaks another language than ours. */
  readonly locale: Locale;
  /** The salon's words. */
  readonly textsIn: (locale: Locale) => Promise<Texts>;
  /** Of the bot's token: another bot knows nothing yet. */
  readonly fingerprint: string;
  readonly sender: Sender;
  /** Resolves when nothing that somebody waits for is held up any more. */
  readonly lull: () => Promise<void>;
  readonly gate: Gate;
  readonly log: Logger;
  readonly said: string | null;
  remember(hash: string): Promise<void>;
}

interface ProfileCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Telegram's limits are 64, 120 and 512 characters. */
const nameLength = 64;
const salonLength = 60;
const descriptionLength = 512;
const shortDescriptionLength = 120;
/** How long one call holds a place of those that are made at once. */
const turnMs = 2_000;

/**
 * Tells Telegram the bot's name and, per language, its commands and descriptions, unless it was told exactly that before:
 * then nothing is called. Never rejects: a bot serves its clients without this, and it is tried again at the next start.
 */
export async function introduceBot(introduction: Introduction, signal: AbortSignal): Promise<void> {
  const { salon, gate, log, said } = introduction;
  try {
    await introduction.lull();
    const { calls, hash } = await gate.run(() => whatToSay(introduction), signal);
    if (hash === said) return;
    for (const call of calls) await callInTurn(introduction, call, signal);
    await introduction.remember(hash);
    log.info({ salon, calls: calls.length }, 'the bot has introduced itself');
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error }, 'the bot could not introduce itself; it is tried again at the next start');
  }
}

async function whatToSay(introduction: Introduction): Promise<{ calls: ProfileCall[]; hash: string }> {
  const calls = await profileCalls(introduction);
  const hash = createHash('sha256')
    .update(JSON.stringify([introduction.fingerprint, calls]))
    .digest('hex');
  return { calls, hash };
}

/** A bot that Telegram has told to wait for long goes on without a place. */
async function callInTurn(
  { sender, gate }: Introduction,
  { method, payload }: ProfileCall,
  signal: AbortSignal,
): Promise<void> {
  const { answered } = await gate.run(async () => {
    const calling = sender.call(method, payload, { priority: 'bulk', signal });
    await within(turnMs, calling);
    return { answered: calling };
  }, signal);
  await answered;
}

async function profileCalls({ salon, locale, textsIn }: Introduction): Promise<ProfileCall[]> {
  const languages: { texts: Texts; tag: object }[] = [{ texts: await textsIn(locale), tag: {} }];
  for (const one of locales) languages.push({ texts: await textsIn(one), tag: { language_code: one } });
  return [
    { method: 'setMyName', payload: { name: shorten(salon, nameLength) } },
    ...languages.flatMap(({ texts, tag }) => callsIn(texts, tag, shorten(salon, salonLength))),
  ];
}

function callsIn(texts: Texts, tag: object, salon: string): ProfileCall[] {
  return [
    { method: 'setMyCommands', payload: { commands: describeCommands(texts), ...tag } },
    {
      method: 'setMyDescription',
      payload: { description: shorten(texts.plain('bot.description', { salon }), descriptionLength), ...tag },
    },
    {
      method: 'setMyShortDescription',
      payload: {
        short_description: shorten(texts.plain('bot.short_description', { salon }), shortDescriptionLength),
        ...tag,
      },
    },
  ];
}
