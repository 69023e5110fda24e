import { button, rowsOf, type Keyboard } from '../screen.js';
import type { Wording } from '../wording.js';

/** In minutes: how long visits usually last. */
export const usualLengths = [15, 30, 45, 60, 75, 90, 120, 150, 180] as const;
/** In minutes: what is usually kept free around them. */
export const usualBuffers = [0, 5, 10, 15, 20, 30, 45, 60] as const;

/** A button for each length, the one it has now ticked. */
export function lengthRows(
  lengths: readonly number[],
  wording: Wording,
  data: (minutes: number) => string,
  now: number | null = null,
): Keyboard {
  const buttons = lengths.map((minutes) => {
    const label = minutes === 0 ? wording.texts.plain('d_services.no_buffer') : wording.duration(minutes);
    return button(minutes === now ? `✓ ${label}` : label, data(minutes));
  });
  return rowsOf(buttons, 3);
}
