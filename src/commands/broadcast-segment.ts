import { z } from 'zod';
import { segmentDays, type Segment } from '../domain/broadcast.js';

const days = z.number().int().min(segmentDays.min).max(segmentDays.max);

export const segmentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('visited'), days }),
  z.object({ kind: z.literal('sleeping'), days }),
  z.object({ kind: z.literal('service'), serviceId: z.number().int().positive() }),
  z.object({ kind: z.literal('source'), source: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('upcoming') }),
  z.object({ kind: z.literal('no_upcoming') }),
]) satisfies z.ZodType<Segment>;

/** A stored segment; null when another version of the program wrote it: it is for nobody then. */
export function readSegment(stored: unknown): Segment | null {
  const parsed = segmentSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
