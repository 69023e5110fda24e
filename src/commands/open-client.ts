import { BotelError } from '../lib/errors.js';
import {
  findClientByTelegramId,
  insertClient,
  updateClient,
  type ClientChange,
  type ClientRow,
} from '../db/clients.js';
import type { TenantContext } from './tenant-context.js';

export interface ClientProfile {
  readonly id: number;
  readonly telegramId: number;
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly locale: 'ru' | 'en';
  /** Has seen or skipped the first tour. */
  readonly onboarded: boolean;
  /** May have business at the salon's desk; which, is decided there. */
  readonly isTeam: boolean;
  /** For `readTexts`. */
  readonly textsVersion: number | null;
  /** For `readCatalogue`. */
  readonly catalogueVersion: string;
  /** Wants no broadcasts. */
  readonly refusesBroadcasts: boolean;
}

export interface Visitor {
  readonly telegramId: number;
  /** IETF tag from Telegram, as `ru` or `pt-br`. */
  readonly languageCode?: string | undefined;
  /** Where the person came from; the first one is kept. */
  readonly source?: string | undefined;
}

const seenEveryMs = 3_600_000;
/** Languages whose speakers are likelier to read Russian than English. */
const readRussian = new Set(['ru', 'be', 'uk', 'kk', 'ky', 'uz', 'tg', 'hy', 'az', 'ka']);

/**
 * The profile of whoever wrote, made on the first contact. Runs on every update: it writes only on news, or when the
 * person was last seen over an hour ago. A stored language stays, and so does the first source. Writing again ends "blocked the bot".
 * Rejects with code `invalid_person` when the Telegram id is not one.
 */
export async function openClient(ctx: TenantContext, visitor: Visitor): Promise<ClientProfile> {
  const { telegramId } = visitor;
  if (!Number.isSafeInteger(telegramId) || telegramId <= 0) {
    throw new BotelError('invalid_person', 'a Telegram id is a positive whole number');
  }
  const now = ctx.clock.now();
  const known = await ctx.db.read((tx) => findClientByTelegramId(tx, telegramId), 'at once');
  if (known !== null && Object.keys(newsOf(known, visitor, now)).length === 0) {
    return viewClient(known, telegramId, ctx);
  }
  return ctx.db.transact(async (tx) => {
    const locale = localeOf(visitor.languageCode);
    if (known === null) {
      await insertClient(tx, { telegramId, locale, source: visitor.source ?? null, seenAt: now });
    }
    const client = await findClientByTelegramId(tx, telegramId);
    if (client === null) throw new BotelError('client_lost', 'the client vanished while being opened');
    const news = newsOf(client, visitor, now);
    await updateClient(tx, client.id, news);
    return viewClient({ ...client, ...news }, telegramId, ctx);
  });
}

/** The profile of a stored client; the salon's language until the person's is known. */
export function viewClient(client: ClientRow, telegramId: number, ctx: TenantContext): ClientProfile {
  return {
    id: client.id,
    telegramId,
    name: client.name,
    phone: client.phone,
    locale: client.locale === 'ru' || client.locale === 'en' ? client.locale : ctx.locale,
    onboarded: client.onboardedAt !== null,
    textsVersion: client.textsVersion,
    catalogueVersion: client.catalogueVersion,
    refusesBroadcasts: client.refusesBroadcasts,
    isTeam: client.isTeam || ctx.owners.includes(telegramId),
  };
}

function newsOf(client: ClientRow, { languageCode, source }: Visitor, now: number): ClientChange {
  const locale = client.locale === null ? localeOf(languageCode) : null;
  return {
    ...(locale === null ? {} : { locale }),
    ...(client.source === null && source !== undefined ? { source } : {}),
    ...(client.blockedBotAt === null ? {} : { blockedBotAt: null }),
    ...(now - client.seenAt > seenEveryMs ? { seenAt: now } : {}),
  };
}

function localeOf(languageCode: string | undefined): 'ru' | 'en' | null {
  const language = languageCode?.toLowerCase().split(/[-_]/)[0];
  if (language === undefined || language === '') return null;
  return readRussian.has(language) ? 'ru' : 'en';
}
