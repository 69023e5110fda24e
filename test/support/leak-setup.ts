import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { privateWords, type PrivateWords } from '../../src/sandbox/private-words.js';
import { keepSecret, leakVariable, watchOutput, writeThrough } from './leak-watch.js';

/*
 * Runs before every test file: notes who and what the local Telegram is told, and what the file prints itself.
 */

const refused: unknown[] = [];

const note = (message: unknown): void => {
  const { kind, value } = message as PrivateWords;
  try {
    keepSecret(kind, value);
  } catch (error) {
    // Whoever speaks on a channel does not hear what a listener thinks of it.
    refused.push(error);
  }
  // What stands behind /start may be an invitation.
  keepSecret('secret', /^\/start (\S{16,})$/.exec(value)?.[1]);
};

/** The streams belong to the worker, which lives longer than the file. */
const giveBack: (() => void)[] = [];

if (process.env[leakVariable] !== undefined) {
  subscribe(privateWords.name, note);
  for (const stream of [process.stdout, process.stderr]) giveBack.push(watchStream(stream));
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) watchConsole(name);
}

afterAll(() => {
  unsubscribe(privateWords.name, note);
  for (const back of giveBack) back();
  writeThrough();
  if (refused.length > 0) throw refused[0];
});

function watchStream(stream: NodeJS.WriteStream): () => void {
  const before = Object.getOwnPropertyDescriptor(stream, 'write');
  const write = stream.write.bind(stream);
  const watched = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    watchOutput('console', typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return (write as (...all: unknown[]) => boolean)(chunk, ...rest);
  };
  stream.write = watched;
  return () => {
    if (before === undefined) Reflect.deleteProperty(stream, 'write');
    else Object.defineProperty(stream, 'write', before);
  };
}

function watchConsole(name: 'log' | 'info' | 'warn' | 'error' | 'debug'): void {
  const { console: own } = globalThis;
  const write = own[name].bind(own);
  own[name] = (...parts: unknown[]) => {
    watchOutput('console', parts.map(String).join(' '));
    write(...parts);
  };
}
