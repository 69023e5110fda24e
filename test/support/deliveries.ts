import type { Update } from 'telegraf/types';
import { keyOf } from '../../src/telegram/update-key.js';
import type { Passage } from './telegram-weather.js';

type Kind = 'message' | 'callback_query';

/**
 * What a host took of Telegram's deliveries: whether an acknowledged update was done by then, whether each chat's were taken in
 * their order, and how many came again after they had been taken.
 */
export class Deliveries {
  /** Acknowledged, and not done. */
  readonly hollow: string[] = [];
  /** Taken before an older one of the same chat. */
  readonly outOfOrder: string[] = [];
  acknowledged = 0;
  /** Taken once more, since Telegram did not hear that it had been taken. */
  again = 0;
  private readonly taken = new Set<string>();
  private readonly newest = new Map<string, number>();

  /** `isDone`: whether what the update asks for is committed, as far as it can be told. */
  constructor(private readonly isDone: (tenant: string, update: Update) => Promise<boolean>) {}

  readonly note = async ({ path, body, status, isHeard }: Passage): Promise<void> => {
    const tenant = path.split('/').at(-1) ?? '';
    const update = JSON.parse(body.toString()) as Update;
    if (status !== 200) return;
    this.noteTaken(tenant, update);
    if (!isHeard) return;
    this.acknowledged += 1;
    if (!(await this.isDone(tenant, update))) this.hollow.push(`${tenant} ${body.toString()}`);
  };

  private noteTaken(tenant: string, update: Update): void {
    const { update_id: id } = update;
    const name = `${tenant} ${id}`;
    if (this.taken.has(name)) {
      this.again += 1;
      return;
    }
    this.taken.add(name);
    // Telegram keeps messages in order, and presses, but not one kind among the other.
    const kinds: readonly Kind[] = ['message', 'callback_query'];
    const lane = `${tenant} ${keyOf(update)} ${kinds.find((kind) => kind in update) ?? ''}`;
    const before = this.newest.get(lane) ?? -1;
    if (id < before) this.outOfOrder.push(`${lane}: ${id} after ${before}`);
    this.newest.set(lane, Math.max(id, before));
  }
}
