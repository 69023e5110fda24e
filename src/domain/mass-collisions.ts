import type { InstantRange } from './availability-types.js';

/** A visit where it stands and where it shall stand. Instants are epoch milliseconds. */
export interface Placement {
  readonly id: number;
  readonly clientId: number;
  readonly staffId: number;
  /** The master's time it takes now, buffers included. */
  readonly before: InstantRange;
  /** The master's time it shall take, buffers included. */
  readonly during: InstantRange;
  /** The visit itself, now and then. */
  readonly visitBefore: InstantRange;
  readonly visit: InstantRange;
  /** Whether the master offers what the visit shall be. */
  readonly offered: boolean;
}

/** What nobody may pass over. `closed`: the time was closed by hand. */
export const hardCollisions = ['not_offered', 'taken', 'closed', 'client', 'past'] as const;
/** What gives way when somebody says so. */
export const softCollisions = ['outside_hours', 'too_soon'] as const;

export type CollisionKind = (typeof hardCollisions)[number] | (typeof softCollisions)[number];

export interface Collision {
  readonly kind: CollisionKind;
  /** The visit in the way, of `taken` and `client`. */
  readonly otherId: number | null;
}

/** Everything that does not move. */
export interface Around {
  readonly now: number;
  readonly minNoticeMinutes: number;
  /** Visits that stay, with the master's time they take and the time of the visit itself. */
  readonly staying: readonly {
    readonly id: number;
    readonly clientId: number;
    readonly staffId: number;
    readonly during: InstantRange;
    readonly visit: InstantRange;
  }[];
  /** `staffId` null: the whole salon; `fresh`: it is being closed by this very change. */
  readonly closed: readonly (InstantRange & { readonly staffId: number | null; readonly fresh: boolean })[];
  /** Working time of a master, breaks taken out, in order and apart from each other. */
  hoursOf(staffId: number): readonly InstantRange[];
}

/** Whether a collision gives way when somebody says so. */
export function isSoft({ kind }: Collision): boolean {
  return (softCollisions as readonly CollisionKind[]).includes(kind);
}

const meet = (a: InstantRange, b: InstantRange): boolean => a.start < b.end && b.start < a.end;

/**
 * What keeps each of the visits from its new place, in their order. A master's time is taken by the visits that stay and
 * by the other ones of the set at their new places; nobody's client can be at two places. What the salon put up with
 * before (a visit left in closed time, two visits of one client at once) is no collision when it merely stays so.
 */
export function findCollisions(placements: readonly Placement[], around: Around): Collision[][] {
  const ofStaff = new RangeIndex<Pick<Placement, 'id' | 'during'>>();
  const ofClient = new RangeIndex<AtOnce>();
  for (const one of placements) {
    ofStaff.add(one.staffId, one.during, one);
    ofClient.add(one.clientId, one.visit, one);
  }
  for (const one of around.staying) {
    ofStaff.add(one.staffId, one.during, one);
    ofClient.add(one.clientId, one.visit, { ...one, visitBefore: one.visit });
  }
  return placements.map((one) => {
    const taken = ofStaff
      .near(one.staffId, one.during)
      .filter((other) => other.id !== one.id && meet(other.during, one.during))
      .map(({ id }) => id);
    const own = ofClient
      .near(one.clientId, one.visit)
      .filter((other) => isNewlyAtOnce(one, other) && !taken.includes(other.id))
      .map(({ id }) => id);
    return [
      ...(one.offered ? [] : [{ kind: 'not_offered' as const, otherId: null }]),
      ...taken.map((otherId) => ({ kind: 'taken' as const, otherId })),
      ...own.map((otherId) => ({ kind: 'client' as const, otherId })),
      ...ofTime(one, around),
    ];
  });
}

type AtOnce = Pick<Placement, 'id' | 'visit' | 'visitBefore'>;

function isNewlyAtOnce(one: AtOnce, other: AtOnce): boolean {
  return other.id !== one.id && meet(other.visit, one.visit) && !meet(other.visitBefore, one.visitBefore);
}

function ofTime(one: Placement, around: Around): Collision[] {
  const { now, minNoticeMinutes, closed } = around;
  const kinds: CollisionKind[] = [];
  if (closed.some((block) => isNewlyClosed(one, block))) kinds.push('closed');
  const stays = one.visit.start === one.visitBefore.start;
  if (one.visit.start < now) kinds.push('past');
  else if (!stays && one.visit.start < now + minNoticeMinutes * 60_000) kinds.push('too_soon');
  const inside = around
    .hoursOf(one.staffId)
    .some(({ start, end }) => start <= one.visit.start && one.visit.end <= end);
  if (!inside) kinds.push('outside_hours');
  return kinds.map((kind) => ({ kind, otherId: null }));
}

function isNewlyClosed(one: Placement, block: Around['closed'][number]): boolean {
  if (block.staffId !== null && block.staffId !== one.staffId) return false;
  return meet(block, one.during) && (block.fresh || !meet(block, one.before));
}

const bucketMs = 6 * 3_600_000;

/** Things by whose they are and by when, so that a thousand of them are not compared with a thousand. */
class RangeIndex<Item extends { readonly id: number }> {
  private readonly buckets = new Map<string, Item[]>();

  add(owner: number, range: InstantRange, item: Item): void {
    for (const key of keysOf(owner, range)) {
      const bucket = this.buckets.get(key);
      if (bucket === undefined) this.buckets.set(key, [item]);
      else bucket.push(item);
    }
  }

  /** Everything of one owner that may touch the range, each once, in the order of ids. */
  near(owner: number, range: InstantRange): Item[] {
    const found = keysOf(owner, range).flatMap((key) => this.buckets.get(key) ?? []);
    return [...new Set(found)].sort((a, b) => a.id - b.id);
  }
}

function keysOf(owner: number, { start, end }: InstantRange): string[] {
  const first = Math.floor(start / bucketMs);
  const last = Math.floor((end - 1) / bucketMs);
  return Array.from({ length: last - first + 1 }, (_, index) => `${owner}:${first + index}`);
}
