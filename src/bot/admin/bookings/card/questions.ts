import { z } from 'zod';
import { readDeskBooking, type DeskBooking } from '../../../../commands/desk/read-desk-booking.js';
import { highestPriceMinor, type FieldEdit } from '../../../../commands/desk/edit-booking.js';
import { checkComment, commentLength } from '../../../../domain/comment.js';
import { readAmount } from '../../../../domain/typed-amount.js';
import { minorDigits } from '../../../../domain/place.js';
import { formatPhone, parsePhone, parseSharedPhone } from '../../../../lib/phone.js';
import { readName } from '../../../client/contact/answer.js';
import { examplePhone } from '../../../client/contact/example-phone.js';
import type { Answer } from '../../../client/dialogue.js';
import { button, paragraphs, type Keyboard, type Reaction } from '../../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { backRow } from '../../home/screens.js';
import { askSalonCancel, dropComment, editableFields, openBooking } from '../data.js';
import { cancel, edit, type Seen } from './actions.js';

const seen = z.object({ booking: z.number().int(), version: z.number().int() });
const fieldArgs = seen.extend({ field: z.enum(editableFields) });
type FieldArgs = z.infer<typeof fieldArgs>;

/** The new value of one field of a booking. */
const fieldQuestion: Question<FieldArgs> = {
  id: 'd_bookings_field',
  permission: 'bookings.edit',
  args: fieldArgs,
  ask: async (turn, args, problem) => {
    const { texts } = turn.wording;
    const booking = await readDeskBooking(turn.tenant, turn.admin, args.booking);
    const now = booking === null ? '' : valueOf(turn, booking, args.field);
    return {
      text: paragraphs(problem, texts.html(`d_bookings.ask_${args.field}`, { now })),
      keyboard: [
        ...dropRow(turn, args, booking),
        backRow(openBooking.data({ booking: args.booking }), turn.wording),
      ],
    };
  },
  take: async (turn, args, answer): Promise<Taken> => {
    const read = await readField(turn, args, answer);
    return 'problem' in read ? read : edit(turn, args, read);
  },
};

function dropRow(
  { wording }: DeskTurn,
  { field, ...seenArgs }: FieldArgs,
  booking: DeskBooking | null,
): Keyboard {
  if (field !== 'comment' || booking?.comment == null) return [];
  const data = dropComment.data({ booking: seenArgs.booking, version: seenArgs.version });
  return [[button(wording.texts.plain('comment.drop'), data)]];
}

function valueOf({ wording }: DeskTurn, booking: DeskBooking, field: FieldArgs['field']): string {
  switch (field) {
    case 'name':
      return booking.contactName;
    case 'phone':
      return formatPhone(booking.contactPhone);
    case 'comment':
      return booking.comment ?? '—';
    case 'price':
      return wording.price(booking.priceMinor, booking.currency);
  }
}

async function readField(
  turn: DeskTurn,
  args: FieldArgs,
  answer: Answer,
): Promise<FieldEdit | { readonly problem: string }> {
  const { wording } = turn;
  switch (args.field) {
    case 'name': {
      const read = readName(answer, wording);
      return read.ok ? { field: 'name', value: read.value } : { problem: read.problem };
    }
    case 'phone': {
      const phone = readAnyPhone(turn, answer);
      return phone === null ? { problem: notAPhone(turn) } : { field: 'phone', value: phone };
    }
    case 'comment': {
      const read = readComment(turn, answer);
      return 'problem' in read ? read : { field: 'comment', value: read.comment };
    }
    case 'price':
      return readPrice(turn, args, answer);
  }
}

/** A number that was typed, or somebody's contact: the salon knows whose it is. */
export function readAnyPhone({ tenant }: DeskTurn, answer: Answer): string | null {
  if (answer.kind === 'contact') return parseSharedPhone(answer.contact.phone);
  return answer.kind === 'text' ? parsePhone(answer.text, tenant.country) : null;
}

export function notAPhone({ tenant, wording }: DeskTurn): string {
  return wording.texts.html('contact.not_a_phone', { example: examplePhone(tenant.country) });
}

/** A comment, or why it is none. */
export function readComment(
  { wording }: DeskTurn,
  answer: Answer,
): { readonly comment: string } | { readonly problem: string } {
  const { texts } = wording;
  const check =
    answer.kind === 'text' ? checkComment(answer.text) : ({ ok: false, reason: 'empty' } as const);
  if (check.ok) return { comment: check.comment };
  return check.reason === 'empty'
    ? { problem: texts.html('comment.empty') }
    : { problem: texts.html('comment.too_long', { length: check.length, limit: commentLength }) };
}

async function readPrice(
  turn: DeskTurn,
  args: FieldArgs,
  answer: Answer,
): Promise<FieldEdit | { readonly problem: string }> {
  const { texts } = turn.wording;
  const booking = await readDeskBooking(turn.tenant, turn.admin, args.booking);
  const digits = minorDigits(booking?.currency ?? turn.tenant.currency);
  const minor = answer.kind === 'text' ? readAmount(answer.text, digits) : null;
  if (minor === null) return { problem: texts.html('d_bookings.not_a_price') };
  if (minor > highestPriceMinor) return { problem: texts.html('d_bookings.price_too_high') };
  return { field: 'price', value: minor };
}

/** Why the salon cancels, in words the client will read. */
const reasonQuestion: Question<Seen> = {
  id: 'd_bookings_reason',
  permission: 'bookings.edit',
  args: seen,
  ask: async ({ wording }, args, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.ask_reason')),
    keyboard: [backRow(askSalonCancel.data(args), wording)],
  }),
  take: async (turn, args, answer): Promise<Taken> => {
    const read = readComment(turn, answer);
    return 'problem' in read ? read : cancel(turn, args, { code: 'other', text: read.comment });
  },
};

export function askForField(turn: DeskTurn, args: FieldArgs): Promise<Reaction> {
  return ask(turn, fieldQuestion, args);
}

export function askForReason(turn: DeskTurn, args: Seen): Promise<Reaction> {
  return ask(turn, reasonQuestion, args);
}

export const cardQuestions: readonly AnyQuestion[] = [question(fieldQuestion), question(reasonQuestion)];
