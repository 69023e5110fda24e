import { selectVisits, type MassVisit } from '../../db/mass-visits.js';
import { staffNames } from '../../db/staff-names.js';
import { isSoft } from '../../domain/mass-collisions.js';
import type { TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';
import { findMassOperation, mostVisits, type MassDone, type MassKind, type MassOrder } from './mass-order.js';
import { planMass, seenOf, type PlannedVisit } from './plan-mass.js';

/** What an order would do, for the person who is to confirm it. */
export interface MassPreview {
  readonly operationId: number;
  readonly kind: MassKind;
  readonly order: MassOrder;
  /** Null: everybody. */
  readonly staffName: string | null;
  /** Of a change of the service. */
  readonly newService: string | null;
  /** Visits that collide first, then by time. */
  readonly visits: readonly PlannedVisit[];
  /** Visits that nothing can be done about, and visits that only need an "anyway". */
  readonly hard: number;
  readonly soft: number;
  /** Clients the bot cannot write to. */
  readonly unreachable: number;
  /** What was seen, for `commitMass`. */
  readonly seen: number;
}

export type PreviewMassResult =
  | { readonly outcome: 'preview'; readonly preview: MassPreview }
  | { readonly outcome: 'done'; readonly done: MassDone; readonly order: MassOrder }
  | { readonly outcome: 'too_many'; readonly most: number; readonly order: MassOrder }
  | { readonly outcome: 'service_gone'; readonly order: MassOrder }
  | { readonly outcome: 'not_found' };

/** The preview of an operation as things stand now, or what it did. Any number may be asked for. */
export async function previewMass(
  ctx: TenantContext,
  by: Admin,
  { kind, operationId }: { readonly kind: MassKind; readonly operationId: number },
): Promise<PreviewMassResult> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const operation = await findMassOperation(tx, by, kind, operationId);
    if (operation === null) return { outcome: 'not_found' };
    const { order, result } = operation;
    if (result !== null) return { outcome: 'done', done: result, order };
    const plan = await planMass(tx, ctx, order, now);
    if (plan === 'too_many') return { outcome: plan, most: mostVisits, order };
    if (plan === 'service_gone') return { outcome: plan, order };
    const names = await staffNames(tx);
    const { staffId } = order.selection;
    return {
      outcome: 'preview',
      preview: {
        ...{ operationId, kind, order },
        staffName: staffId === null ? null : (names.get(staffId) ?? null),
        newService: plan.newService?.name ?? null,
        visits: plan.visits.toSorted((a, b) => urgency(a) - urgency(b)),
        hard: plan.visits.filter((one) => urgency(one) === 0).length,
        soft: plan.visits.filter((one) => urgency(one) === 1).length,
        unreachable: plan.visits.filter(({ visit }) => !visit.reachable).length,
        seen: seenOf(plan),
      },
    };
  });
}

function urgency({ collisions }: PlannedVisit): 0 | 1 | 2 {
  if (collisions.some((collision) => !isSoft(collision))) return 0;
  return collisions.length > 0 ? 1 : 2;
}

/** The visits an order can be about, with those that were left out. */
export interface MassChoice {
  readonly operationId: number;
  readonly order: MassOrder;
  readonly visits: readonly (MassVisit & { readonly chosen: boolean })[];
}

/** What can be left out of an operation that is not committed; null when there is no such operation. */
export async function readMassChoice(
  ctx: TenantContext,
  by: Admin,
  { kind, operationId }: { readonly kind: MassKind; readonly operationId: number },
): Promise<MassChoice | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const operation = await findMassOperation(tx, by, kind, operationId);
    if (operation === null || operation.result !== null) return null;
    const { order } = operation;
    const visits = await selectVisits(tx, order.selection, now, mostVisits);
    const out = new Set(order.selection.except);
    return {
      operationId,
      order,
      visits: visits.map((visit) => ({ ...visit, chosen: !out.has(visit.id) })),
    };
  });
}
