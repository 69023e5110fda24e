import type { BroadcastContent, BroadcastReader } from '../../../commands/claim-broadcasts.js';
import type { TenantContext } from '../../../commands/tenant-context.js';
import { readTexts } from '../../../commands/tenant-texts.js';
import type { Texts } from '../../../i18n/texts.js';
import { button, type Keyboard } from '../../screen.js';
import { bookFromNews, refuseNews } from './data.js';

/** A call of the Bot API that posts a message; its chat is the caller's affair. */
export interface Posting {
  readonly method: 'sendMessage' | 'sendPhoto';
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A broadcast as its readers get it: the salon's words as they are, the buttons in the reader's language. */
export function broadcastPosting({ body, photoFileId, bookButton }: BroadcastContent, texts: Texts): Posting {
  const markup = { reply_markup: { inline_keyboard: keyboardOf(bookButton, texts) } };
  if (photoFileId !== null) {
    const caption = body === '' ? {} : { caption: body, parse_mode: 'HTML' };
    return { method: 'sendPhoto', payload: { photo: photoFileId, ...caption, ...markup } };
  }
  return {
    method: 'sendMessage',
    payload: { text: body, parse_mode: 'HTML', link_preview_options: { is_disabled: true }, ...markup },
  };
}

function keyboardOf(bookButton: boolean, texts: Texts): Keyboard {
  return [
    ...(bookButton ? [[button(texts.plain('news.book'), bookFromNews.data({}), 'primary')]] : []),
    [button(texts.plain('news.refuse'), refuseNews.data({}))],
  ];
}

/** The same for one of the clients of a batch. */
export async function renderBroadcast(
  tenant: TenantContext,
  content: BroadcastContent,
  { locale, textsVersion }: Pick<BroadcastReader, 'locale'> & { readonly textsVersion: number | null },
): Promise<Posting> {
  return broadcastPosting(content, await readTexts(tenant, locale, textsVersion));
}
