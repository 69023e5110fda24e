import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const text = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** The rows of the table of threats: what, what stops it, the tests, what is left. */
const rows = (/^## Threats$([^]*?)^## /m.exec(text)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('the table says of every threat what stops it, what would notice, and what is left', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    expect(row).toHaveLength(4);
    expect(row.filter((cell) => cell === '')).toEqual([]);
  }
});

test.each(rows.map(([threat = '', , tests = '']) => [threat, tests]))(
  '%s: its tests are there',
  (_threat, tests) => {
    const files = tests.split(',').map((file) => file.trim());
    for (const file of files) {
      expect(file).toMatch(/^test\/[\w/-]+\.test\.ts$/);
      expect([file, existsSync(join(root, file))]).toEqual([file, true]);
      expect(readFileSync(join(root, file), 'utf8')).toMatch(/^\s*(?:test|it|describe)\b/m);
    }
  },
);

test('every other test of this folder holds something of the table', () => {
  const named = rows.map(([, , tests]) => tests).join(' ');
  const files = readdirSync(__dirname).map((file) => `test/security/${file}`);
  expect(files.filter((file) => !named.includes(file))).toEqual(['test/security/threats.test.ts']);
});
