import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { move } from 'piscina';
import { stepBack } from '../lib/step-back.js';
import type { ChartOrder } from './chart-order.js';
import type { TableReply, TableRequest } from './table-talk.js';
import type { TableOrder, TableWriter } from './table.js';

stepBack();

/** Work for a thread of the workshop. */
export type Task =
  | { readonly kind: 'chart'; readonly order: ChartOrder }
  | { readonly kind: 'table'; readonly order: TableOrder; readonly port: MessagePort };

/**
 * What a thread of the workshop does; gives the bytes of a file, or null when it grows too long. What is large is loaded
 * by the task that needs it: a thread that draws knows nothing of spreadsheets.
 */
export default async function work(task: Task): Promise<unknown> {
  if (task.kind === 'table') return writeTable(task.order, task.port);
  const { paintChart } = await import('./paint-chart.js');
  return moved(paintChart(task.order));
}

async function writeTable(order: TableOrder, port: MessagePort): Promise<unknown> {
  const writer = await openWriter(order);
  for (;;) {
    const [request] = (await once(port, 'message')) as [TableRequest];
    if (request.kind === 'drop') return null;
    if (request.kind === 'end') break;
    await writer.add(request.rows);
    if (writer.size > order.mostBytes) return null;
    port.postMessage({ kind: 'taken' } satisfies TableReply);
  }
  const file = await writer.end();
  return file.byteLength > order.mostBytes ? null : moved(file);
}

async function openWriter(order: TableOrder): Promise<TableWriter> {
  if (order.format === 'csv') {
    const { CsvWriter } = await import('./csv-writer.js');
    return new CsvWriter(order);
  }
  const { XlsxWriter } = await import('./xlsx-writer.js');
  return new XlsxWriter(order);
}

/** Handed over to the other thread, not copied. Small buffers share their memory with others and must be copied first. */
function moved(bytes: Uint8Array): unknown {
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
  return move(whole.buffer as ArrayBuffer);
}
