import { appendFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { isLookedFor, type LeakSource, type OutputNote, type SecretNote } from './leak-check.js';
import { isOrdinaryName, tellingNames } from './telling-names.js';

/*
 * What the tests put in that only people and bots should know, and everything that comes out for an operator to read: each
 * in a file of the run, which is compared when all tests have ended (leak-check.ts, global-teardown.ts).
 */

/** Where the workers of one run write what must not come out, and what came out. */
export const leakVariable = 'BOTEL_LEAK_FILES';
export const secretsFile = (base: string): string => `${base}.secrets.jsonl`;
export const outputFile = (base: string): string => `${base}.output.jsonl`;

/** So many characters are kept before they are written; none once the tests of a file have ended. */
let kept = 256 * 1024;
/** Known from the beginning: the last lines of a file are written when the tools of the test are gone. */
const test =
  typeof expect === 'undefined'
    ? ''
    : (expect.getState().testPath ?? '').replace(/^.*[\\/](?=test[\\/])/, '');
const known = new Set<string>();
let waiting = '';

/**
 * Says that the value must never be seen in any output; of kind `public`: that it may, with all that stands in it. Throws
 * for a name that programs use as a word: one day a log would hold it, and nobody would have told anything.
 */
export function keepSecret(kind: SecretNote['kind'], value: string | null | undefined): void {
  const base = process.env[leakVariable];
  if (base === undefined || value === null || value === undefined || known.has(kind + value)) return;
  known.add(kind + value);
  const note: SecretNote = { kind, value, test };
  appendFileSync(secretsFile(base), `${JSON.stringify(note)}\n`);
  if (kind !== 'name' || !isLookedFor('name', value.trim()) || !isOrdinaryName(value)) return;
  throw new Error(
    `${test}: «${value}» is a word of programs, a log may hold it by itself. Call people of tests ${tellingNames.join(', ')}, or write it in another script.`,
  );
}

const secretVariable = /KEY|SECRET|TOKEN|PASSWORD/;

/** As `keepSecret`, for the variables that a host is started with. */
export function keepVariables(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (secretVariable.test(name)) keepSecret(name.endsWith('TOKEN') ? 'token' : 'secret', value);
  }
}

/** Notes what an operator would read: a line of a log, what a program wrote, a report that was sent. */
export function watchOutput(source: LeakSource, text: string): void {
  if (process.env[leakVariable] === undefined || text === '') return;
  const note: OutputNote = { source, text, test };
  waiting += `${JSON.stringify(note)}\n`;
  if (waiting.length > kept) flushOutput();
}

/** As `watchOutput` for what a program writes: whole lines, for it writes as much at a time as its buffer holds. */
export function watchProgram(stream: Readable | null): void {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  stream?.on('data', (chunk: Buffer | string) => {
    const text = begun + (typeof chunk === 'string' ? chunk : decoder.write(chunk));
    const end = text.lastIndexOf('\n') + 1;
    begun = text.slice(end);
    watchOutput('program', text.slice(0, end));
  });
  stream?.on('end', () => watchOutput('program', begun));
}

/** Writes what waits. */
export function flushOutput(): void {
  const base = process.env[leakVariable];
  if (base === undefined || waiting === '') return;
  const text = waiting;
  waiting = '';
  appendFileSync(outputFile(base), text);
}

/** Writes what waits, and from now on everything at once: what comes while a file is cleaned up may be the last. */
export function writeThrough(): void {
  kept = 0;
  flushOutput();
}
