import { messageOf } from '../../../lib/errors.js';
import { showActivity, showScreen } from '../../present.js';
import type { DeskTurn } from '../desk-turn.js';
import { makingScreen, type ExportChoice } from './screens.js';

/** Telegram takes about one edit a second in a chat. */
const betweenEditsMs = 2_000;
/** What is said above the chat fades after five seconds. */
const betweenActivitiesMs = 4_000;

/** Keeps the message up to date while a file is made. What fails here is no reason to stop making it. */
export class Progress {
  private editedAt = performance.now();
  private saidAt = -Infinity;
  private running: Promise<unknown> = Promise.resolve();
  private isRunning = false;

  constructor(
    private readonly turn: DeskTurn,
    private readonly choice: ExportChoice,
    private readonly messageId: number,
  ) {}

  /** To be told as often as there is news. */
  note(done: number, total: number): void {
    const now = performance.now();
    if (this.isRunning) return;
    const { sender } = this.turn.tenant;
    if (now - this.saidAt >= betweenActivitiesMs) {
      this.saidAt = now;
      this.run(() => showActivity(sender, this.turn.chatId, 'upload_document'));
    } else if (now - this.editedAt >= betweenEditsMs) {
      this.editedAt = now;
      const screen = makingScreen(this.choice, done / total, this.turn.wording);
      this.run(() => showScreen(sender, this.turn.chatId, this.messageId, screen));
    }
  }

  /** Resolves when nothing of it is under way that could come after the last word. */
  async settled(): Promise<void> {
    await this.running;
  }

  private run(call: () => Promise<unknown>): void {
    this.isRunning = true;
    this.running = call()
      .catch((error: unknown) => {
        this.turn.tenant.log.debug({ reason: messageOf(error) }, 'the progress of a file was not shown');
      })
      .finally(() => (this.isRunning = false));
  }
}
