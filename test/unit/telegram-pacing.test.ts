import fc from 'fast-check';
import {
  Bucket,
  chatRate,
  costOf,
  mayRepeat,
  postsMessage,
  usualPace,
  type PaceLimits,
} from '../../src/telegram/pacing.js';
import { SendQueue, type Waiting } from '../../src/telegram/send-queue.js';
import type { SendPriority } from '../../src/telegram/sender.js';

interface Call extends Waiting {
  readonly chat: number;
  readonly at: number;
  readonly id: number;
}

interface Left {
  readonly call: Call;
  readonly moment: number;
}

/** Runs the queue on a clock of its own: every call is answered `answerMs` after it left. */
function play(calls: readonly Call[], limits: PaceLimits, answerMs: number): Left[] {
  const queue = new SendQueue<Call>(limits, 0);
  const left: Left[] = [];
  const arriving = [...calls].sort((a, b) => a.at - b.at);
  const ends: { at: number; end: () => void }[] = [];
  for (let now = 0, wake = 0; ; now = wake) {
    while (arriving[0] !== undefined && arriving[0].at <= now) {
      const call = arriving.shift() as Call;
      queue.add(queue.laneOf(call.chat, now), call);
    }
    for (const due of ends.filter(({ at }) => at <= now)) {
      due.end();
      ends.splice(ends.indexOf(due), 1);
    }
    wake = Infinity;
    for (
      let next = queue.next({ reply: true, later: true }, now);
      ;
      next = queue.next({ reply: true, later: true }, now)
    ) {
      if (next.kind === 'start') {
        const { lane } = next;
        left.push({ call: next.entry, moment: now });
        ends.push({ at: now + answerMs, end: () => (lane.busy = false) });
        continue;
      }
      if (next.kind === 'wait') wake = now + next.ms;
      break;
    }
    wake = Math.min(wake, arriving[0]?.at ?? Infinity, ...ends.map(({ at }) => at));
    if (wake === Infinity) return left;
  }
}

const priority = fc.constantFrom<SendPriority>('reply', 'notice', 'bulk');
const callsOf = (chats: number) =>
  fc
    .array(fc.record({ chat: fc.integer({ min: 1, max: chats }), at: fc.nat(3000), priority }), {
      maxLength: 80,
    })
    .map((list) => list.map((call, id): Call => ({ ...call, cost: 1, id })));

function mostWithin(moments: readonly number[], ms: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + ms).length));
}

describe('the pace', () => {
  const limits: PaceLimits = {
    bot: { burst: 6, perSecond: 8 },
    chat: { burst: 3, perSecond: 1 },
    group: { burst: 3, perSecond: 1 },
  };

  it('sends everything, never more than burst and rate allow in any span of time, per bot and per chat', () => {
    fc.assert(
      fc.property(callsOf(4), fc.constantFrom(0, 7, 300), (calls, answerMs) => {
        const left = play(calls, limits, answerMs);
        expect(left.map(({ call }) => call.id).sort((a, b) => a - b)).toEqual(calls.map(({ id }) => id));
        for (const span of [1, 500, 1000, 4000]) {
          const moments = left.map(({ moment }) => moment);
          expect(mostWithin(moments, span)).toBeLessThanOrEqual(6 + (8 * span) / 1000);
          for (const chat of [1, 2, 3, 4]) {
            const own = left.filter(({ call }) => call.chat === chat).map(({ moment }) => moment);
            expect(mostWithin(own, span)).toBeLessThanOrEqual(3 + span / 1000);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps first come first served within a chat and an urgency', () => {
    fc.assert(
      fc.property(callsOf(3), fc.constantFrom(0, 40), (calls, answerMs) => {
        const left = play(calls, limits, answerMs);
        for (const chat of [1, 2, 3]) {
          for (const urgency of ['reply', 'notice', 'bulk']) {
            const own = left
              .filter(({ call }) => call.chat === chat && call.priority === urgency)
              .map(({ call }) => call);
            expect(own.map(({ id }) => id)).toEqual(
              [...own].sort((a, b) => a.at - b.at || a.id - b.id).map(({ id }) => id),
            );
          }
        }
      }),
    );
  });

  it('never lets a broadcast go while an answer could', () => {
    const calls: Call[] = [
      ...Array.from({ length: 40 }, (_, id) => ({
        id,
        chat: id + 10,
        at: 0,
        priority: 'bulk' as const,
        cost: 1,
      })),
      { id: 100, chat: 1, at: 900, priority: 'reply', cost: 1 },
    ];
    const left = play(calls, limits, 0);
    const answer = left.find(({ call }) => call.id === 100);
    // The next token after its arrival is the answer's, although two dozen broadcasts came before it.
    expect(left.filter(({ moment }) => moment > 900 && moment < (answer?.moment ?? 0))).toEqual([]);
    expect(answer?.moment).toBeLessThanOrEqual(900 + 125);
  });

  it('lets chats take turns', () => {
    const calls: Call[] = [1, 2].flatMap((chat) =>
      Array.from({ length: 3 }, (_, index) => ({
        id: chat * 10 + index,
        chat,
        at: 0,
        priority: 'bulk' as const,
        cost: 1,
      })),
    );
    expect(
      play(calls, { ...limits, bot: { burst: 1, perSecond: 8 } }, 0).map(({ call }) => call.chat),
    ).toEqual([1, 2, 1, 2, 1, 2]);
  });
});

describe('a bucket', () => {
  it('is not confused by a clock that jumps back', () => {
    const bucket = new Bucket({ burst: 2, perSecond: 1 }, 1_000_000);
    bucket.take(2, 1_000_000);
    expect(bucket.waitMs(1, 0)).toBe(1000);
    expect(bucket.waitMs(1, 1000)).toBe(0);
  });

  it('lets something larger than itself through when it is full', () => {
    const bucket = new Bucket({ burst: 5, perSecond: 1 }, 0);
    expect(bucket.waitMs(10, 0)).toBe(0);
    bucket.take(10, 0);
    expect(bucket.waitMs(1, 0)).toBe(1000);
  });
});

describe('what counts', () => {
  it.each([
    ['sendMessage', {}, 1],
    ['sendMediaGroup', { media: [1, 2, 3] }, 3],
    ['copyMessages', { message_ids: [1, 2] }, 2],
    ['editMessageText', {}, 0.5],
    ['sendChatAction', {}, 0],
    ['answerCallbackQuery', {}, 0],
    ['getUpdates', {}, 0],
    ['getMe', {}, 0],
    ['deleteMessage', {}, 0],
    ['editForumTopic', {}, 0],
  ])('%s costs as it should', (method, payload, cost) => {
    expect(costOf(method, payload)).toBe(cost);
  });

  it('never calls a new message repeatable', () => {
    for (const method of ['sendMessage', 'sendDocument', 'copyMessage', 'forwardMessages', 'sendInvoice']) {
      expect(postsMessage(method)).toBe(true);
      expect(mayRepeat(method)).toBe(false);
    }
    for (const method of [
      'replaceManagedBotToken',
      'sendGift',
      'transferGift',
      'createInvoiceLink',
      'postStory',
    ]) {
      expect(mayRepeat(method)).toBe(false);
    }
  });

  it('gives groups and channels the pace of groups', () => {
    expect(chatRate(usualPace, 5)).toBe(usualPace.chat);
    expect(chatRate(usualPace, '5')).toBe(usualPace.chat);
    for (const chat of [-5, '-1005', '@channel']) expect(chatRate(usualPace, chat)).toBe(usualPace.group);
  });
});

it('forgets chats at rest, but not those that must wait', () => {
  const queue = new SendQueue<Call>(usualPace, 0);
  const paused = queue.laneOf(1, 0);
  paused.pausedUntil = 1e9;
  const rested = queue.laneOf(2, 0);
  for (let chat = 100; chat < 300; chat += 1) queue.laneOf(chat, 10_000);
  expect(queue.laneOf(1, 10_000)).toBe(paused);
  expect(queue.laneOf(2, 10_000)).not.toBe(rested);
});
