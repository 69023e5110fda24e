import type { DateOrder } from '../../../domain/typed-moment.js';
import type { DeskTurn } from '../desk-turn.js';

/** The month comes first where the salon is in the United States. */
export function dateOrderOf({ tenant }: DeskTurn): DateOrder {
  return tenant.country === 'US' ? 'mdy' : 'dmy';
}
