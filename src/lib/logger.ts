import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { scrub, scrubTokens, scrubValue } from './scrub.js';

export { scrub } from './scrub.js';
export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Lines for a person at a terminal instead of JSON. */
  readonly pretty: boolean;
  /** Where the lines go; standard output when absent. */
  readonly destination?: DestinationStream;
  /** Takes the same lines as JSON besides the destination. */
  readonly file?: DestinationStream;
  /** Told of every error that is logged as such, with the tenant it belongs to. Gets the error as it is: it has to mask. */
  readonly onError?: (error: Error, tenant: string | null) => void;
  /** Version of the program, on every line. */
  readonly release?: string;
}

/**
 * The logger of the process. Every line is masked whatever its origin: secret and personal keys at any depth, phone
 * numbers and tokens inside messages, error messages and stacks, and once more tokens anywhere in the finished line.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: options.release === undefined ? null : { release: options.release },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) => scrubValue(entry) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method, level) {
          if (level >= errorLevel) tell(options, args, this.bindings());
          method.apply(this, scrubArguments(args));
        },
        streamWrite: scrubTokens,
      },
    },
    streamOf(options),
  );
}

const errorLevel = pino.levels.values.error ?? 50;

type LogArguments = Parameters<pino.LogFn>;

function tell({ onError }: LoggerOptions, args: LogArguments, bindings: Record<string, unknown>): void {
  const [first] = args as unknown[];
  const error = first instanceof Error ? first : errorIn(first);
  if (error !== null) onError?.(error, typeof bindings.tenant === 'string' ? bindings.tenant : null);
}

function errorIn(entry: unknown): Error | null {
  return typeof entry === 'object' && entry !== null && 'err' in entry && entry.err instanceof Error
    ? entry.err
    : null;
}

// pino takes the message of a lone error as the line's message after this hook: it is written out here to be masked.
function scrubArguments(args: LogArguments): LogArguments {
  const [first, ...rest] = args as unknown[];
  const masked = rest.map((item) => (typeof item === 'string' ? scrub(item) : scrubValue(item)));
  if (first instanceof Error && masked.length === 0) masked.push(scrub(first.message));
  return [typeof first === 'string' ? scrub(first) : first, ...masked] as LogArguments;
}

function streamOf({ pretty, destination, file }: LoggerOptions): DestinationStream {
  // Synchronous, so that the lines of a dying process are not lost.
  const target = destination ?? pino.destination({ dest: 1, sync: true });
  const main = pretty ? readable(target, destination === undefined) : target;
  if (file === undefined) return main;
  return pino.multistream([
    { stream: main, level: 'trace' },
    { stream: file, level: 'trace' },
  ]);
}

function readable(target: DestinationStream, colorize: boolean): DestinationStream {
  const format = prettyFactory({ colorize, translateTime: 'SYS:HH:MM:ss.l', ignore: 'release' });
  return { write: (line) => target.write(format(line)) };
}
