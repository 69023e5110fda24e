import { createHash } from 'node:crypto';
import { describeCommands } from '../bot/command-list.js';
import { locales, type Locale } from '../i18n/catalogue.js';
import { shorten } from '../i18n/html.js';
import type { Texts } from '../i18n/texts.js';
import type { Logger } from '../lib/logger.js';
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

/**
 * Tells Telegram the bot's name and, per language, its commands and descriptions, unless it was told exactly that before:
 * then nothing is called. Never rejects: a bot serves its clients without this, and it is tried again at the next start.
 */
export async function introduceBot(introduction: Introduction, signal: AbortSignal): Promise<void> {
  const { fingerprint, salon, sender, gate, log, said } = introduction;
  try {
    const calls = await profileCalls(introduction);
    const hash = createHash('sha256')
      .update(JSON.stringify([fingerprint, calls]))
      .digest('hex');
    if (hash === said) return;
    for (const { method, payload } of calls) {
      await gate.run(() => sender.call(method, payload, { priority: 'bulk', signal }), signal);
    }
    await introduction.remember(hash);
    log.info({ salon, calls: calls.length }, 'the bot has introduced itself');
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error }, 'the bot could not introduce itself; it is tried again at the next start');
  }
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
