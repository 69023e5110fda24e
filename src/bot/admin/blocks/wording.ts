import { wholeDays } from '../../../commands/desk/block-times.js';
import type { InstantRange } from '../../../domain/availability-types.js';
import type { Wording } from '../../wording.js';

/** Hours of a day, a day, days, or anything else, in words; not HTML. */
export function whenOf({ start, end }: InstantRange, { texts, formats }: Wording): string {
  const from = formats.localDate(start);
  const to = formats.localDate(end - 1);
  const whole = wholeDays(formats, { from, to });
  const day = formats.shortDate(from);
  if (whole.start === start && whole.end === end) {
    return from === to
      ? texts.plain('d_blocks.day', { day })
      : texts.plain('d_blocks.span', { from: day, to: formats.shortDate(to) });
  }
  return from === to
    ? texts.plain('d_blocks.hours', { day, from: formats.time(start), to: formats.time(end) })
    : texts.plain('d_blocks.span', { from: formats.shortDateTime(start), to: formats.shortDateTime(end) });
}

/** Whose time; not HTML. */
export function whoOf(staffName: string | null, { texts }: Wording): string {
  return staffName ?? texts.plain('d_blocks.everybody');
}
