import { setImmediate as nextTurn, setTimeout as rest } from 'node:timers/promises';

/** After so much data somebody else gets the processor … */
const stretchBytes = 256 * 1024;
/** … for as long as it took, but no longer than that. */
const longestRestMs = 40;

/**
 * The same pieces, with the event loop turned between them, so that the work on a stream that is never empty holds up
 * nobody; `isRestful` leaves the processor idle half of the time, for work that nobody waits for.
 */
export async function* breathing(source: AsyncIterable<Buffer>, isRestful: boolean): AsyncGenerator<Buffer> {
  let since = performance.now();
  let bytes = 0;
  for await (const piece of source) {
    yield piece;
    bytes += piece.length;
    if (!isRestful || bytes < stretchBytes) {
      await nextTurn();
      continue;
    }
    await rest(Math.min(longestRestMs, performance.now() - since));
    since = performance.now();
    bytes = 0;
  }
}
