import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';

/** What a piece of work took of the machine, whoever else was busy on it. */
export interface Spent {
  /** CPU seconds of this process: the host's. */
  readonly host: number;
  /** CPU seconds of the PostgreSQL server and all its backends; null where the system does not tell. */
  readonly database: number | null;
  /** Messages this process sent to the database. */
  readonly messages: number;
}

/** A clock tick of `/proc`: 1/100 s on every Linux that Node runs on. */
const ticksPerSecond = 100;

let messages = 0;

/** Every way to the database ends in this method of the driver. */
const countMessages = ((): (() => void) => {
  const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => unknown;
  return () =>
    Reflect.set(Client.prototype, 'query', function counted(this: Client, ...args: unknown[]): unknown {
      messages += 1;
      return Reflect.apply(query, this, args);
    });
})();

/** Measures from where it was made, or last asked. */
export class Meter {
  private last: Spent;

  private constructor(private readonly server: number | null) {
    this.last = this.now();
  }

  static async of(admin: Client): Promise<Meter> {
    countMessages();
    const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
    const fields = fieldsOf(rows[0]?.pid ?? 0);
    return new Meter(fields === null ? null : Number(fields[1]));
  }

  take(): Spent {
    const { last } = this;
    const now = this.now();
    this.last = now;
    const database =
      now.database === null || last.database === null ? null : Math.max(0, now.database - last.database);
    return { host: now.host - last.host, database, messages: now.messages - last.messages };
  }

  private now(): Spent {
    const { user, system } = process.cpuUsage();
    return {
      host: (user + system) / 1e6,
      database: this.server === null ? null : secondsOfFamily(this.server),
      messages,
    };
  }
}

/** In one line, for so many pieces of work. */
export function inWords({ host, database, messages: sent }: Spent, pieces: number, piece: string): string {
  const each = (seconds: number): string =>
    `${seconds.toFixed(1)} s (${((seconds * 1000) / pieces).toFixed(1)} ms a ${piece})`;
  const server = database === null ? '' : `, PostgreSQL ${each(database)}`;
  return `  CPU: host ${each(host)}${server}; ${(sent / pieces).toFixed(1)} messages to the database a ${piece}`;
}

/** A process, those of its children that have ended, and those that live. */
function secondsOfFamily(pid: number): number {
  for (;;) {
    const own = ticksOf(pid, 4);
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && fieldsOf(Number(name))?.[1] === String(pid))
      .reduce((sum, name) => sum + ticksOf(Number(name), 2), 0);
    // A child that ended in between would count twice, or not at all.
    if (ticksOf(pid, 4) === own) return (own + living) / ticksPerSecond;
  }
}

/** User and system time, and with four fields those of ended children too. */
function ticksOf(pid: number, fields: 2 | 4): number {
  return (fieldsOf(pid)?.slice(11, 11 + fields) ?? []).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** The fields of `/proc/<pid>/stat` from the state on; null when there is none. */
function fieldsOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
