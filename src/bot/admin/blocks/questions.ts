import { z } from 'zod';
import { hoursOn, readBlockTimes, wholeDays } from '../../../commands/desk/block-times.js';
import { blockReasonLength, orderOfBlock } from '../../../commands/desk/mass-order.js';
import { adjustMass, prepareMass, type MassAdjustment } from '../../../commands/desk/prepare-mass.js';
import { localDateOf } from '../../../commands/local-dates.js';
import type { InstantRange } from '../../../domain/availability-types.js';
import { commentLength } from '../../../domain/comment.js';
import { readHours } from '../../../domain/typed-hours.js';
import type { Reaction } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { typedPeriod, typedReason, typedShift } from '../mass/questions.js';
import { reasonScreen } from '../mass/cancel-screens.js';
import { cancelAway } from './data.js';
import { shiftAwayScreen } from './preview-screens.js';
import { blockReasonScreen, dayScreen, hoursScreen } from './screens.js';
import { gone, previewData, showBlockPreview, stuck } from './show.js';

const needed = 'time.block';
const id = z.number().int().positive();
const staff = id.nullable();
const operation = z.object({ operation: id });

/** Which day, or which days. */
const dayQuestion: Question<{ staff: number | null }> = {
  id: 'block_day',
  permission: needed,
  args: z.object({ staff }),
  ask: async ({ tenant, wording }, args, problem) =>
    dayScreen(args.staff, localDateOf(tenant.clock.now(), tenant.zone), problem, wording),
  take: async (turn, args, answer): Promise<Taken> => {
    const period = typedPeriod(turn, answer);
    if (period === null) return { problem: turn.wording.texts.html('d_mass.bad_period') };
    return period.from === period.to
      ? askHours(turn, { staff: args.staff, day: period.from })
      : beginBlockOf(turn, args.staff, wholeDays(turn.tenant, period));
  },
};

export function askDay(turn: DeskTurn, staffId: number | null): Promise<Reaction> {
  return ask(turn, dayQuestion, { staff: staffId });
}

interface DayOf {
  readonly staff: number | null;
  readonly day: string;
}

/** Which hours of a day. */
const hoursQuestion: Question<DayOf> = {
  id: 'block_hours',
  permission: needed,
  args: z.object({ staff, day: z.iso.date() }),
  ask: async ({ tenant, wording }, args, problem) =>
    hoursScreen(args, await readBlockTimes(tenant, args.staff, args.day), problem, wording),
  take: async (turn, args, answer): Promise<Taken> => {
    const reading = answer.kind === 'text' ? readHours(answer.text) : null;
    const [hours, another] = reading?.ok === true ? reading.intervals : [];
    if (hours === undefined || another !== undefined) {
      return { problem: turn.wording.texts.html('d_blocks.bad_hours') };
    }
    return beginBlockOf(turn, args.staff, hoursOn(turn.tenant, args.day, hours));
  },
};

export function askHours(turn: DeskTurn, day: DayOf): Promise<Reaction> {
  return ask(turn, hoursQuestion, day);
}

/** Begins closing a time and asks why. */
export async function beginBlockOf(
  turn: DeskTurn,
  staffId: number | null,
  { start, end }: InstantRange,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const order = orderOfBlock({ staffId, start, end, reason: null });
  const result = await prepareMass(tenant, admin, cause, { kind: 'block.add', order });
  return result.outcome === 'prepared'
    ? askBlockReason(turn, result.operationId)
    : stuck(turn, result.problem);
}

/** Why a time is closed. */
const blockReasonQuestion: Question<{ operation: number }> = {
  id: 'block_reason',
  permission: needed,
  args: operation,
  ask: async ({ wording }, args, problem) => blockReasonScreen(args.operation, problem, wording),
  take: async (turn, args, answer): Promise<Taken> => {
    const typed = typedReason(answer, blockReasonLength, turn.wording);
    if ('problem' in typed) return typed;
    return adjustBlock(turn, args.operation, { kind: 'block_reason', reason: typed.reason });
  },
};

export function askBlockReason(turn: DeskTurn, operationId: number): Promise<Reaction> {
  return ask(turn, blockReasonQuestion, { operation: operationId });
}

/** By how much the bookings in the way move. */
const shiftAwayQuestion: Question<{ operation: number }> = {
  id: 'block_shift',
  permission: needed,
  args: operation,
  ask: async ({ wording }, args, problem) => shiftAwayScreen(args.operation, problem, wording),
  take: async (turn, args, answer): Promise<Taken> => {
    const minutes = typedShift(answer);
    if (minutes === null) return { problem: turn.wording.texts.html('d_mass.bad_shift') };
    return adjustBlock(turn, args.operation, { kind: 'change', change: { kind: 'shift', minutes } });
  },
};

export function askShiftAway(turn: DeskTurn, operationId: number): Promise<Reaction> {
  return ask(turn, shiftAwayQuestion, { operation: operationId });
}

/** Why the bookings in the way are cancelled. */
const cancelAwayQuestion: Question<{ operation: number }> = {
  id: 'block_cancel',
  permission: needed,
  args: operation,
  ask: async ({ wording }, args, problem) =>
    reasonScreen(
      (reason) => cancelAway.data({ operation: args.operation, reason }),
      previewData(args.operation),
      problem,
      wording,
    ),
  take: async (turn, args, answer): Promise<Taken> => {
    const typed = typedReason(answer, commentLength, turn.wording);
    if ('problem' in typed) return typed;
    const change = { kind: 'cancel' as const, reason: typed.reason };
    return adjustBlock(turn, args.operation, { kind: 'change', change });
  },
};

export function askCancelAway(turn: DeskTurn, operationId: number): Promise<Reaction> {
  return ask(turn, cancelAwayQuestion, { operation: operationId });
}

/** Changes what was begun and shows it anew. */
export async function adjustBlock(
  turn: DeskTurn,
  operationId: number,
  adjustment: MassAdjustment,
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const target = { kind: 'block.add' as const, operationId, adjustment };
  const { outcome } = await adjustMass(tenant, admin, cause, target);
  if (outcome === 'not_found') return gone(turn);
  return outcome === 'adjusted' || outcome === 'committed'
    ? showBlockPreview(turn, operationId)
    : stuck(turn, outcome);
}

export const blockQuestions: readonly AnyQuestion[] = [
  question(dayQuestion),
  question(hoursQuestion),
  question(blockReasonQuestion),
  question(shiftAwayQuestion),
  question(cancelAwayQuestion),
];
