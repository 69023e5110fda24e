import type { Permission } from '../../domain/permissions.js';
import type { BusyAction } from '../busy.js';
import type { Action } from '../callback-data.js';
import type { PressRoute } from '../presses.js';
import type { Reaction } from '../screen.js';
import type { DeskTurn } from './desk-turn.js';
import { enter } from './enter.js';

/** A button of the desk and what it takes to press it. */
export interface DeskRoute extends PressRoute {
  readonly permission: Permission;
  /** Data that its buttons may carry. */
  samples(): string[];
}

/** Ties an action of the desk to the permission it needs and to its handler. */
export function desk<Values>(
  action: Action<Values>,
  permission: Permission,
  react: (turn: DeskTurn, values: Values) => Promise<Reaction>,
  busy: BusyAction = 'typing',
): DeskRoute {
  return {
    id: action.id,
    permission,
    busy,
    samples: () => action.samples(),
    react: (turn, parts) => {
      const values = action.read(parts);
      if (values === null) return null;
      return enter(turn, permission).then((entry) =>
        entry.allowed ? react(entry.turn, values) : entry.reaction,
      );
    },
  };
}
