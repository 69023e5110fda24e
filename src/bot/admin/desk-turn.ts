import type { Admin } from '../../commands/desk/admin.js';
import type { Turn } from '../turn.js';

/** The turn of somebody who was let in at the desk. */
export interface DeskTurn extends Turn {
  readonly admin: Admin;
}
