import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { LeakCheck, leakReport, type Leak, type OutputNote, type SecretNote } from './leak-check.js';
import { outputFile, secretsFile } from './leak-watch.js';

const mostLeaks = 1000;

export interface LeakResult {
  readonly secrets: number;
  readonly outputs: number;
  readonly leaks: readonly Leak[];
}

/** Compares what the tests of a run put in with what came out. */
export async function checkLeaks(base: string): Promise<LeakResult> {
  const check = new LeakCheck();
  await eachLine(secretsFile(base), (secret) => check.add(secret as SecretNote));
  const leaks: Leak[] = [];
  let outputs = 0;
  await eachLine(outputFile(base), (output) => {
    outputs += 1;
    if (leaks.length < mostLeaks) leaks.push(...check.find(output as OutputNote));
  });
  return { secrets: check.size, outputs, leaks };
}

/** As `checkLeaks`, at the end of a run: takes the files away and rejects when anything came out. */
export async function refuseLeaks(base: string): Promise<LeakResult> {
  const result = await checkLeaks(base);
  await Promise.all([secretsFile(base), outputFile(base)].map((file) => rm(file, { force: true })));
  if (result.leaks.length > 0) throw new Error(leakReport(result.leaks));
  return result;
}

async function eachLine(file: string, use: (note: unknown) => unknown): Promise<void> {
  if (!existsSync(file)) return;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) use(JSON.parse(line));
}
