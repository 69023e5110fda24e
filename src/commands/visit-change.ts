import { z } from 'zod';

/** What the salon changed about a visit, as its client is told: what was before. No personal details: rows outlive people. */
export interface VisitChange {
  /** Epoch milliseconds. */
  readonly startsAt?: number | undefined;
  readonly durationMinutes?: number | undefined;
  readonly service?: string | undefined;
  readonly master?: string | undefined;
  /** Minor units of `currency`. */
  readonly price?: { readonly from: number; readonly to: number; readonly currency: string } | undefined;
  /** Of these it is only said that they changed. */
  readonly fields?: readonly ('name' | 'phone' | 'comment')[] | undefined;
}

const stored = z.object({
  startsAt: z.number().int().optional(),
  durationMinutes: z.number().int().positive().optional(),
  service: z.string().optional(),
  master: z.string().optional(),
  price: z.object({ from: z.number(), to: z.number(), currency: z.string() }).optional(),
  fields: z.array(z.enum(['name', 'phone', 'comment'])).optional(),
});

/** The change kept with a notification; null when none is, or another version of the program wrote it. */
export function readVisitChange(details: unknown): VisitChange | null {
  const parsed = stored.safeParse(details);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : null;
}
