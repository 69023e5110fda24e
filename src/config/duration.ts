const unitMinutes = { d: 24 * 60, h: 60, m: 1 } as const;
const form = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/;

/** What to write, for messages about durations that are not. */
export const durationExamples = 'a duration such as 30m, 24h, 2h30m or 7d';

/** Minutes of a duration as people write it (`90m`, `24h`, `2h30m`, `1d12h`), or null when the text is not one. */
export function parseDuration(text: string): number | null {
  const parts = form.exec(text.trim());
  if (parts === null || text.trim() === '') return null;
  const [, days, hours, minutes] = parts;
  return Number(days ?? 0) * unitMinutes.d + Number(hours ?? 0) * unitMinutes.h + Number(minutes ?? 0);
}
