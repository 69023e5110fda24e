import type { ClientCard, ClientHistory } from '../../../commands/desk/read-client.js';
import type { BookingOutcome } from '../../../domain/booking.js';
import { may } from '../../../domain/permissions.js';
import type { TextKey } from '../../../i18n/texts.js';
import { formatPhone } from '../../../lib/phone.js';
import { cutTo } from '../../client/about/fit.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openBooking } from '../bookings/data.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow } from '../home/screens.js';
import { pagerRow } from '../paging.js';
import { dayOf, nameOf } from './client-words.js';
import {
  askBlacklist,
  blacklist,
  clearNotes,
  clientBookings,
  editClient,
  listClients,
  openClientCard,
  setPrepay,
} from './data.js';

/** Of a message's 4096 units, what notes may take. */
const notesUnits = 2500;
const sourceUnits = 60;

/** A client with everything the salon knows. */
export function clientScreen({ admin, wording }: DeskTurn, client: ClientCard): Screen {
  const { texts } = wording;
  const { figures, notes } = client;
  const bookings = figures.visits + figures.upcoming + figures.cancelled + figures.noShows;
  const history = texts.plain('d_clients.history', { count: bookings });
  return {
    text: paragraphs(
      lines(texts.html('d_clients.card_name', { name: nameOf(client, wording) }), phoneLine(client, wording)),
      flagLines(client, wording),
      figureLines(client, wording),
      lines(...originLines(client, wording)),
      notes === null ? null : texts.html('d_clients.notes', { notes: cutTo(notes, notesUnits) }),
    ),
    keyboard: [
      ...(bookings === 0 ? [] : [[button(history, clientBookings.data({ client: client.id, page: 0 }))]]),
      ...(may(admin.role, 'clients.edit') ? editRows(client, wording) : []),
      backRow(listClients.data({ show: 'recent', page: 0 }), wording),
    ],
  };
}

function phoneLine({ phone }: ClientCard, { texts }: Wording): string {
  return phone === null
    ? texts.html('d_clients.card_no_phone')
    : texts.html('d_clients.card_phone', { phone: formatPhone(phone) });
}

function flagLines(client: ClientCard, wording: Wording): string {
  const { texts } = wording;
  const { blacklistedAt, blacklistReason, prepayOnly } = client;
  return lines(
    blacklistedAt === null
      ? null
      : texts.html('d_clients.blacklisted', { date: dayOf(blacklistedAt, wording) }),
    blacklistReason === null ? null : texts.html('d_clients.blacklist_reason', { reason: blacklistReason }),
    prepayOnly ? texts.html('d_clients.prepay') : null,
  );
}

function figureLines({ figures }: ClientCard, wording: Wording): string {
  const { texts } = wording;
  const { visits, upcoming, cancelled, noShows, firstVisitAt, lastVisitAt, spent, rating } = figures;
  const amount = spent.map(({ minor, currency }) => wording.price(minor, currency)).join(', ');
  return lines(
    texts.html('d_clients.figures', { visits, upcoming, cancelled, noShows }),
    firstVisitAt === null
      ? null
      : texts.html('d_clients.first_visit', { date: dayOf(firstVisitAt, wording) }),
    lastVisitAt === null ? null : texts.html('d_clients.last_visit', { date: dayOf(lastVisitAt, wording) }),
    spent.length === 0 ? null : texts.html('d_clients.spent', { amount }),
    rating === null ? null : texts.html('d_clients.rating', { rating }),
  );
}

function originLines(client: ClientCard, wording: Wording): string[] {
  const { texts } = wording;
  const { source, createdAt } = client;
  const known = source === 'import' ? texts.plain('d_clients.source_import') : source;
  return [
    telegramLine(client, wording),
    ...(known === null ? [] : [texts.html('d_clients.card_source', { source: cutTo(known, sourceUnits) })]),
    texts.html('d_clients.card_since', { date: dayOf(createdAt, wording) }),
  ];
}

const languages: Readonly<Record<string, TextKey>> = {
  ru: 'd_clients.language_ru',
  en: 'd_clients.language_en',
};

function telegramLine({ telegramId, blockedBotAt, locale }: ClientCard, { texts }: Wording): string {
  if (telegramId === null) return texts.html('d_clients.card_no_telegram');
  if (blockedBotAt !== null) return texts.html('d_clients.card_telegram_blocked');
  const language = texts.plain(languages[locale ?? ''] ?? 'd_clients.language_unknown');
  return texts.html('d_clients.card_telegram', { language });
}

function editRows(client: ClientCard, { texts }: Wording): Keyboard {
  const { id, version, notes, blacklistedAt, prepayOnly } = client;
  const edit = (field: 'name' | 'phone' | 'notes', label: TextKey) =>
    button(texts.plain(label), editClient.data({ client: id, field, version }));
  return [
    [edit('name', 'd_clients.edit_name'), edit('phone', 'd_clients.edit_phone')],
    [edit('notes', notes === null ? 'd_clients.add_notes' : 'd_clients.edit_notes')],
    [
      blacklistedAt === null
        ? button(texts.plain('d_clients.to_blacklist'), askBlacklist.data({ client: id }), 'danger')
        : button(texts.plain('d_clients.off_blacklist'), blacklist.data({ client: id, to: 'off' })),
    ],
    [
      prepayOnly
        ? button(texts.plain('d_clients.prepay_off'), setPrepay.data({ client: id, to: 'off' }))
        : button(texts.plain('d_clients.prepay_on'), setPrepay.data({ client: id, to: 'on' })),
    ],
  ];
}

/** Asks for a new value. `problem`: what was wrong with the last answer, as HTML. */
export function askFieldScreen(
  client: ClientCard,
  field: 'name' | 'phone' | 'notes',
  { problem, most }: { readonly problem: string | null; readonly most: number },
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { id, version, notes, phone } = client;
  const back = backRow(openClientCard.data({ client: id }), wording);
  if (field === 'notes') {
    const now =
      notes === null ? null : texts.html('d_clients.notes_now', { notes: cutTo(notes, notesUnits) });
    const clear = button(texts.plain('d_clients.clear_notes'), clearNotes.data({ client: id, version }));
    return {
      text: paragraphs(problem, texts.html('d_clients.ask_notes', { most }), now),
      keyboard: [...(notes === null ? [] : [[clear]]), back],
    };
  }
  const current = field === 'name' ? nameOf(client, wording) : phone === null ? '—' : formatPhone(phone);
  return {
    text: paragraphs(problem, texts.html(`d_clients.ask_${field}`, { current })),
    keyboard: [back],
  };
}

/** Asks why, and explains what it means. */
export function askBlacklistScreen(client: ClientCard, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(problem, texts.html('d_clients.ask_blacklist', { name: nameOf(client, wording) })),
    keyboard: [
      [
        button(
          texts.plain('d_clients.without_reason'),
          blacklist.data({ client: client.id, to: 'on' }),
          'danger',
        ),
      ],
      backRow(openClientCard.data({ client: client.id }), wording),
    ],
  };
}

const marks: Readonly<Record<BookingOutcome, string>> = {
  active: '🕓',
  completed: '✅',
  cancelled: '✖️',
  no_show: '🚫',
};

/** All bookings of a client. */
export function clientHistoryScreen(history: ClientHistory, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { client, visits, total } = history;
  return {
    text: paragraphs(
      texts.html('d_clients.history_title', { name: nameOf(client, wording) }),
      texts.html(total === 0 ? 'd_clients.history_none' : 'd_clients.history_legend'),
    ),
    keyboard: [
      ...visits.map(({ id, outcome, startsAt, serviceName }) => {
        const when = `${dayOf(startsAt, wording)}, ${formats.time(startsAt)}`;
        const row = { mark: marks[outcome], when, service: serviceName };
        return [button(texts.plain('d_clients.history_row', row), openBooking.data({ booking: id }))];
      }),
      ...pagerRow(history, (page) => clientBookings.data({ client: client.id, page })),
      backRow(openClientCard.data({ client: client.id }), wording),
    ],
  };
}
