import '../../src/lib/typescript-sources';
import { rm } from 'node:fs/promises';
import { faultTable, figuresVariable } from './fault-figures.js';
import './global-setup.js';
import { refuseLeaks } from './leak-files.js';
import { leakVariable } from './leak-watch.js';

export default async function globalTeardown(): Promise<void> {
  await globalThis.botelTestServer?.stop();
  await printFigures();
  const leaks = process.env[leakVariable];
  if (leaks === undefined) return;
  const { secrets, outputs } = await refuseLeaks(leaks);
  process.stderr.write(
    `\nNone of ${secrets} tokens, names, phones and texts stood in ${outputs} lines of output.\n`,
  );
}

async function printFigures(): Promise<void> {
  const figures = process.env[figuresVariable];
  if (figures === undefined) return;
  const table = faultTable(figures);
  if (table !== null) process.stderr.write(`\n${table}\n`);
  await rm(figures, { force: true });
}
