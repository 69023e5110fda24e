import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { BotelError, TransientError } from '../lib/errors.js';
import type { ChartOrder } from './chart-order.js';
import type { TableRequest } from './table-talk.js';
import type { Row, TableOrder } from './table.js';
import type { ThreadPool } from './thread-pool.js';

/** So much is being made that nothing more is begun; a little later there is room again. */
export class WorkshopBusyError extends BotelError {
  constructor() {
    super('workshop_busy', 'too many charts and files are being made');
  }
}

/** The file would be longer than its order allows. */
export class TableTooLongError extends BotelError {
  constructor() {
    super('table_too_long', 'the file would be longer than allowed');
  }
}

/** The process is ending. */
export class WorkshopClosedError extends TransientError {
  constructor() {
    super('workshop_closed', 'the workshop is closed: the process is ending');
  }
}

/** Makes what takes too long for the thread that answers chats. One for all tenants. */
export interface Workshop {
  /** A chart as a PNG. Rejects with `WorkshopBusyError`. */
  draw(order: ChartOrder): Promise<Buffer>;
  /**
   * A file of the rows that `fill` hands over; each batch is to be awaited, so that no more than one is in memory. Rejects
   * with `WorkshopBusyError` before `fill` begins, with `TableTooLongError`, or as `fill` does.
   */
  writeTable(
    order: TableOrder,
    fill: (write: (rows: readonly Row[]) => Promise<void>) => Promise<void>,
  ): Promise<Buffer>;
  /** Ends what is being made: it rejects with `WorkshopClosedError`, as everything later does. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  /** Threads without work end after so long. */
  readonly idleMs?: number;
  /** Charts that are drawn or wait for it. */
  readonly mostCharts?: number;
  /** Each holds a connection to the database and a file in memory. */
  readonly mostTables?: number;
}

const usual = { idleMs: 20_000, mostCharts: 12, mostTables: 2 };
/** Opens no thread before there is work, and keeps none without. */
export function openWorkshop(options: WorkshopOptions = {}): Workshop {
  return new ThreadWorkshop({ ...usual, ...options });
}

class ThreadWorkshop implements Workshop {
  private pool: Promise<ThreadPool> | null = null;
  private isClosed = false;
  private charts = 0;
  private tables = 0;

  constructor(private readonly limits: Required<WorkshopOptions>) {}

  async draw(order: ChartOrder): Promise<Buffer> {
    if (this.charts >= this.limits.mostCharts) throw new WorkshopBusyError();
    this.charts += 1;
    try {
      const pool = await this.open();
      return bufferOf(await this.unlessClosed(pool.run({ kind: 'chart', order })));
    } finally {
      this.charts -= 1;
    }
  }

  async writeTable(order: TableOrder, fill: Parameters<Workshop['writeTable']>[1]): Promise<Buffer> {
    if (this.tables >= this.limits.mostTables) throw new WorkshopBusyError();
    this.tables += 1;
    try {
      const pool = await this.open();
      return await this.fillTable(pool, order, fill);
    } finally {
      this.tables -= 1;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await (await this.pool)?.destroy();
  }

  private async fillTable(
    pool: ThreadPool,
    order: TableOrder,
    fill: Parameters<Workshop['writeTable']>[1],
  ): Promise<Buffer> {
    const { port1: near, port2: far } = new MessageChannel();
    const request = (message: TableRequest): void => near.postMessage(message);
    const task = pool.run({ kind: 'table', order, port: far }, { transferList: [far] });
    const made = this.unlessClosed(task);
    // Before the last request the thread only stops when the file is too long, or by dying.
    const stopped = made.then(() => Promise.reject(new TableTooLongError()));
    stopped.catch(() => undefined);
    try {
      await fill(async (rows) => {
        const taken = once(near, 'message');
        request({ kind: 'rows', rows });
        await Promise.race([taken, stopped]);
      });
      request({ kind: 'end' });
      const file = await made;
      if (file === null) throw new TableTooLongError();
      return bufferOf(file);
    } catch (error) {
      request({ kind: 'drop' });
      await made.catch(() => undefined);
      throw error;
    } finally {
      near.close();
    }
  }

  private open(): Promise<ThreadPool> {
    if (this.isClosed) return Promise.reject(new WorkshopClosedError());
    this.pool ??= this.startPool();
    return this.pool;
  }

  private async startPool(): Promise<ThreadPool> {
    const { startThreads } = await import('./thread-pool.js');
    const { idleMs, mostTables } = this.limits;
    // A file is mostly waited for: charts are drawn meanwhile.
    return startThreads({ idleMs, tasksPerThread: mostTables + 1 });
  }

  private async unlessClosed<T>(task: Promise<T>): Promise<T> {
    try {
      return await task;
    } catch (error) {
      throw this.isClosed ? new WorkshopClosedError() : error;
    }
  }
}

function bufferOf(bytes: unknown): Buffer {
  return Buffer.from(bytes as ArrayBuffer);
}
