import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../src/lib/logger.js';
import { RotatingFile } from '../../src/lib/rotating-file.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botel-log-'));
  path = join(folder, 'log', 'botel.log');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('sets full files aside, keeps as many as asked for and loses no line of them', () => {
  const file = new RotatingFile(path, { maxBytes: 100, files: 3 });
  const lines = Array.from({ length: 50 }, (_, index) => `line ${String(index).padStart(3, '0')}\n`);
  for (const line of lines) file.write(line);
  file.close();
  const names = ['botel.log.2', 'botel.log.1', 'botel.log'];
  expect(readdirSync(join(folder, 'log')).sort()).toEqual([...names].sort());
  const kept = names.map((name) => readFileSync(join(folder, 'log', name), 'utf8'));
  for (const text of kept) expect(text.length).toBeLessThanOrEqual(100);
  expect(lines.join('').endsWith(kept.join(''))).toBe(true);
  expect(kept.join('').length).toBeGreaterThan(200);
});

test('goes on where an earlier process stopped', () => {
  for (const word of ['one', 'two']) {
    const file = new RotatingFile(path, { maxBytes: 7, files: 2 });
    file.write(`${word}\n`);
    file.close();
  }
  expect(readFileSync(path, 'utf8')).toBe('two\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\n');
});

test('takes the lines of the logger as JSON beside a readable terminal, for its user alone', () => {
  const file = new RotatingFile(path);
  const terminal: string[] = [];
  const log = createLogger({
    level: 'info',
    pretty: true,
    destination: { write: (line: string) => terminal.push(line) },
    file,
  });
  log.info({ tenant: 'anna' }, 'hello');
  file.close();
  expect(terminal.join('')).toContain('hello');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ tenant: 'anna', msg: 'hello' });
  expect(statSync(path).mode & 0o077).toBe(0);
});
