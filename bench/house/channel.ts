import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { messageOf } from '../../src/lib/errors.js';

/** What a process of a benchmark can be asked to do, by name. */
export type Orders = Readonly<Record<string, (input: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly order: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** Another process, so that what it does is not in the event loop that is measured. */
export class OtherProcess<O extends Orders> {
  private count = 0;
  private readonly open = new Map<number, (answer: Answer) => void>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: Answer) => this.open.get(answer.id)?.(answer));
    child.on('exit', (code) => {
      for (const [id, settle] of this.open) settle({ id, problem: `the process ended with ${String(code)}` });
    });
  }

  static async start<O extends Orders>(file: string): Promise<OtherProcess<O>> {
    const child = fork(file);
    await once(child, 'message');
    return new OtherProcess<O>(child);
  }

  async ask<Name extends keyof O & string>(
    order: Name,
    input: Parameters<O[Name]>[0],
  ): Promise<Awaited<ReturnType<O[Name]>>> {
    const id = ++this.count;
    const answer = await new Promise<Answer>((resolve) => {
      this.open.set(id, resolve);
      this.child.send({ id, order, input } satisfies Question);
    });
    this.open.delete(id);
    if (answer.problem !== undefined) throw new Error(`${order}: ${answer.problem}`);
    return answer.value as Awaited<ReturnType<O[Name]>>;
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** In the other process: does what it is asked to, until whoever asks is gone. */
export function obey(orders: Orders): void {
  process.on('message', ({ id, order, input }: Question) => {
    const work = async (): Promise<unknown> => orders[order]?.(input as never);
    work().then(
      (value) => process.send?.({ id, value } satisfies Answer),
      (error: unknown) => process.send?.({ id, problem: messageOf(error) } satisfies Answer),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
