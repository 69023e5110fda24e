import type { Update } from 'telegraf/types';
import { within } from '../lib/within.js';
import type { TokenRejectedError } from './errors.js';
import type { Intake, IntakeOptions, IntakeState } from './intake.js';
import { UpdateQueue, type UpdateOutcome } from './update-queue.js';
import { usualWebhookTiming, WebhookUpkeep, type UpkeepOptions } from './webhook-upkeep.js';

/** `busy`: its handler still runs; Telegram shall come again and hear how it ended. */
export type Receipt = UpdateOutcome | 'busy';

export interface WebhookIntake extends Intake {
  /** Takes one genuine update. Never rejects. */
  receive(update: Update): Promise<Receipt>;
  /** Telegram refused the token, asked for whatever. */
  refuse(error: TokenRejectedError): void;
}

export type WebhookOptions = IntakeOptions & UpkeepOptions;

export function startWebhook(options: WebhookOptions): WebhookIntake {
  const intake = new ReceivingIntake(options);
  intake.start();
  return intake;
}

/** Telegram comes again at once when an answer of ours is lost. */
const remembered = 1_000;

/**
 * The intake of a bot to which Telegram delivers. The same update may come again while it is handled (an answer took too
 * long, a connection broke, the webhook was set anew): all deliveries wait for the one handler.
 */
class ReceivingIntake implements WebhookIntake {
  private readonly queue: UpdateQueue;
  private readonly upkeep: WebhookUpkeep;
  private readonly underWay = new Map<number, Promise<UpdateOutcome>>();
  private readonly finished = new Set<number>();
  private readonly patienceMs: number;

  constructor(options: WebhookOptions) {
    this.queue = new UpdateQueue(options);
    this.upkeep = new WebhookUpkeep(options);
    this.patienceMs = options.timing?.patienceMs ?? usualWebhookTiming.patienceMs;
  }

  get state(): IntakeState {
    return this.upkeep.state;
  }

  get pending(): number {
    return this.queue.size;
  }

  get slow(): number {
    return this.queue.slow;
  }

  start(): void {
    this.upkeep.start();
  }

  isDeaf(now: number): boolean {
    return this.upkeep.isDeaf(now);
  }

  refuse(error: TokenRejectedError): void {
    this.upkeep.refuse(error);
  }

  async receive(update: Update): Promise<Receipt> {
    this.upkeep.heard();
    const { update_id: id } = update;
    if (this.finished.has(id)) return 'finished';
    const outcome = this.underWay.get(id) ?? this.begin(update);
    const isOver = await within(this.patienceMs, outcome);
    return isOver ? outcome : 'busy';
  }

  async stop(deadlineMs: number): Promise<void> {
    await Promise.all([within(deadlineMs, this.upkeep.stop()), this.queue.stop(deadlineMs)]);
  }

  private begin(update: Update): Promise<UpdateOutcome> {
    const { update_id: id } = update;
    const outcome = this.queue.add(update).then((reached) => {
      this.underWay.delete(id);
      if (reached === 'finished') this.remember(id);
      return reached;
    });
    this.underWay.set(id, outcome);
    return outcome;
  }

  private remember(id: number): void {
    this.finished.add(id);
    for (const oldest of this.finished) {
      if (this.finished.size <= remembered) break;
      this.finished.delete(oldest);
    }
  }
}
