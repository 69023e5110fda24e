import type { Fault, FaultRule } from './face.js';

export interface FaultHit {
  readonly fault: Fault;
  readonly when: 'before' | 'after';
  /** For what hangs: called back when the rule is taken back. */
  onReleased(release: () => void): void;
}

interface ActiveRule {
  readonly rule: FaultRule;
  left: number;
  readonly hanging: Set<() => void>;
}

/** The rules by which calls are spoiled, oldest first. */
export class Faults {
  private readonly rules = new Set<ActiveRule>();

  /** Gives the function that takes the rule back. */
  inject(rule: FaultRule): () => void {
    const active: ActiveRule = { rule, left: rule.times ?? 1, hanging: new Set() };
    this.rules.add(active);
    return () => this.release(active);
  }

  hit(call: {
    readonly bot: string;
    readonly method: string;
    readonly chatId: number | null;
  }): FaultHit | null {
    for (const active of this.rules) {
      const { rule } = active;
      if (active.left <= 0 || !fits(rule, call)) continue;
      active.left--;
      return {
        fault: rule.fault,
        when: rule.when ?? 'before',
        onReleased: (release) => active.hanging.add(release),
      };
    }
    return null;
  }

  releaseAll(): void {
    for (const active of [...this.rules]) this.release(active);
  }

  private release(active: ActiveRule): void {
    this.rules.delete(active);
    for (const release of active.hanging) release();
    active.hanging.clear();
  }
}

function fits(rule: FaultRule, call: { bot: string; method: string; chatId: number | null }): boolean {
  return (
    (rule.bot === undefined || rule.bot === call.bot) &&
    (rule.method === undefined || rule.method === call.method) &&
    (rule.chatId === undefined || rule.chatId === call.chatId)
  );
}
