import type { BroadcastCard, BroadcastView } from '../../../commands/desk/broadcasts.js';
import { broadcastLength, broadcastLengths } from '../../../domain/broadcast-text.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow, deskRow } from '../home/screens.js';
import { pagerRow, type Place } from '../paging.js';
import {
  askSend,
  deleteBroadcast,
  dropPhoto,
  listBroadcasts,
  newBroadcast,
  openAudience,
  openBroadcast,
  previewBroadcast,
  sendBroadcast,
  setButton,
  writeText,
} from './data.js';
import { rowWords, segmentWords } from './words.js';

/** All broadcasts, drafts too. */
export function broadcastsScreen(
  { broadcasts, ...place }: Place & { readonly broadcasts: readonly BroadcastView[] },
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('d_broadcast.title'),
      broadcasts.length === 0 ? texts.html('d_broadcast.none') : null,
    ),
    keyboard: [
      [button(texts.plain('d_broadcast.new'), newBroadcast.data({}), 'primary')],
      ...broadcasts.map((one) => [button(rowWords(one, wording), openBroadcast.data({ id: one.id }))]),
      ...pagerRow(place, (page) => listBroadcasts.data({ page })),
      deskRow(wording),
    ],
  };
}

/** A draft: whom it would reach, what it holds, and what can be done with it. */
export function draftScreen({ broadcast, audience }: BroadcastCard, wording: Wording, note?: string): Screen {
  const { texts } = wording;
  const { body, photoFileId, bookButton } = broadcast;
  const { total, ru, en } = audience ?? { total: 0, ru: 0, en: 0 };
  const length = broadcastLength(body);
  return {
    text: paragraphs(
      note,
      texts.html('d_broadcast.draft_title'),
      lines(
        texts.html('d_broadcast.for', { segment: segmentWords(broadcast, wording) }),
        texts.html('d_broadcast.count', { count: total }),
      ),
      lines(
        body === ''
          ? texts.html('d_broadcast.text_none')
          : texts.html('d_broadcast.text_length', { count: length }),
        photoFileId === null ? null : texts.html('d_broadcast.photo'),
        texts.html(bookButton ? 'd_broadcast.button_on' : 'd_broadcast.button_off'),
      ),
      ru > 0 && en > 0 ? texts.html('d_broadcast.languages', { ru, en }) : null,
      `<i>${texts.html('d_broadcast.opt_out')} ${texts.html('d_broadcast.left_out')}</i>`,
    ),
    keyboard: draftKeyboard(broadcast, wording),
  };
}

function draftKeyboard(broadcast: BroadcastView, wording: Wording): Keyboard {
  const { texts } = wording;
  const { id, body, photoFileId, bookButton } = broadcast;
  const hasContent = body !== '' || photoFileId !== null;
  const write = texts.plain(hasContent ? 'd_broadcast.rewrite' : 'd_broadcast.write');
  const to = bookButton ? 'off' : 'on';
  const other = texts.plain(bookButton ? 'd_broadcast.drop_button' : 'd_broadcast.add_button');
  return [
    ...(hasContent ? [[button(texts.plain('d_broadcast.send'), askSend.data({ id }), 'success')]] : []),
    [button(write, writeText.data({ id }), hasContent ? undefined : 'primary')],
    [button(texts.plain('d_broadcast.audience'), openAudience.data({ id }))],
    [button(other, setButton.data({ id, to }))],
    ...(photoFileId === null || body === ''
      ? []
      : [[button(texts.plain('d_broadcast.drop_photo'), dropPhoto.data({ id }))]]),
    ...(hasContent ? [[button(texts.plain('d_broadcast.preview'), previewBroadcast.data({ id }))]] : []),
    [button(texts.plain('d_broadcast.delete'), deleteBroadcast.data({ id, sure: 'ask' }))],
    backRow(listBroadcasts.data({ page: 0 }), wording),
  ];
}

/** Asks for the text, or a photo with one. */
export function askTextScreen(id: number, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      problem === null ? null : `⚠️ ${problem}`,
      texts.html('d_broadcast.ask', {
        ...broadcastLengths,
        example: '<b>…</b>, <i>…</i>',
        link: '<a href="https://…">…</a>',
      }),
    ),
    keyboard: [backRow(openBroadcast.data({ id }), wording)],
  };
}

/** Asks once more, with how many will get it. */
export function askSendScreen({ broadcast, audience }: BroadcastCard, wording: Wording): Screen {
  const { texts } = wording;
  const { id, version } = broadcast;
  const count = audience?.total ?? 0;
  const segment = segmentWords(broadcast, wording);
  return {
    text: texts.html('d_broadcast.send_ask', { count, segment }),
    keyboard: [
      [
        button(
          texts.plain('d_broadcast.send_yes', { count }),
          sendBroadcast.data({ id, version }),
          'success',
        ),
      ],
      backRow(openBroadcast.data({ id }), wording),
    ],
  };
}

export function askDeleteScreen(id: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_broadcast.delete_ask'),
    keyboard: [
      [button(texts.plain('d_broadcast.delete_yes'), deleteBroadcast.data({ id, sure: 'yes' }), 'danger')],
      backRow(openBroadcast.data({ id }), wording),
    ],
  };
}
