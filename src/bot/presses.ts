import type { BusyAction } from './busy.js';
import { splitData, type Action } from './callback-data.js';
import type { Reaction } from './screen.js';
import type { Turn } from './turn.js';

/** One action and what happens when its button is pressed. */
export interface PressRoute {
  readonly id: string;
  /** What the chat shows when the answer takes a while. */
  readonly busy: BusyAction;
  /** Null when the parts are not this action's. */
  react(turn: Turn, parts: readonly string[]): Promise<Reaction> | null;
}

/** Ties an action to its handler. */
export function on<Values>(
  action: Action<Values>,
  react: (turn: Turn, values: Values) => Promise<Reaction>,
  busy: BusyAction = 'typing',
): PressRoute {
  return {
    id: action.id,
    busy,
    react: (turn, parts) => {
      const values = action.read(parts);
      return values === null ? null : react(turn, values);
    },
  };
}

export interface Presses {
  /** Null for data that no action reads: forged, or of another version. */
  react(turn: Turn, data: string): Promise<Reaction> | null;
  busy(data: string): BusyAction;
}

/** Finds the handler of button data. */
export function routePresses(routes: readonly PressRoute[]): Presses {
  const byId = new Map<string, PressRoute>();
  for (const route of routes) {
    if (byId.has(route.id)) throw new RangeError(`two actions are called ${route.id}`);
    byId.set(route.id, route);
  }
  return {
    react: (turn, data) => {
      const split = splitData(data);
      return split === null ? null : (byId.get(split.id)?.react(turn, split.parts) ?? null);
    },
    busy: (data) => byId.get(splitData(data)?.id ?? '')?.busy ?? 'typing',
  };
}
