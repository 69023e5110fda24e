import { FixedClock } from '../../lib/clock.js';
import { leaveReview } from '../../commands/leave-review.js';
import type { Cause, TenantContext } from '../../commands/tenant-context.js';
import { writeReview } from '../../commands/write-review.js';

const hourMs = 3_600_000;

/** What clients think, with how many stars; some say it with the stars alone. */
const opinions = {
  ru: [
    [5, 'Очень внимательный мастер, всё объяснили и ничего лишнего не навязывали.'],
    [5, null],
    [4, 'Хорошо, но пришлось подождать минут десять.'],
    [5, 'Спасибо! Записываюсь сюда уже третий раз.'],
    [5, 'Чисто, спокойно, вкусный кофе :)'],
    [3, 'Результат хороший, но сложно припарковаться.'],
  ],
  en: [
    [5, 'Calm, on time and clearly explained. Thank you!'],
    [5, null],
    [4, 'Very good, though I had to wait ten minutes.'],
    [5, 'Booking here took less time than finding my keys.'],
    [4, null],
    [5, 'Friendly people, and the reminder saved me.'],
  ],
} as const;

/** The `index`-th client to judge says the hour after the visit, if that is over, what they think of it. */
export async function judge(
  tenant: TenantContext,
  cause: Cause,
  { clientId, bookingId, endsAt }: { clientId: number; bookingId: number; endsAt: number },
  index: number,
): Promise<void> {
  if (endsAt + hourMs > tenant.clock.now()) return;
  const later = { ...tenant, clock: new FixedClock(endsAt + hourMs) };
  const list = opinions[tenant.locale];
  const [stars, words] = list[index % list.length] ?? list[0];
  await leaveReview(later, cause, { clientId, bookingId, stars });
  if (words !== null) await writeReview(later, cause, { clientId, bookingId, typed: words });
}
