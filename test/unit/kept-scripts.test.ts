import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(__dirname, '../..');

/** On one line, where what is put before a module would show in its places. */
const shared = `exports.loaded = [globalThis.seen, globalThis.seen = 'by another']; exports.place = new Error().stack.split('\\n')[1];`;
const column = shared.indexOf('new Error') + 1;

const file = `
const { loaded, place } = require('./shared.js');
test('it is new here', () => {
  expect(loaded).toEqual([undefined, 'by another']);
  expect(Array.isArray(loaded) && loaded instanceof Array).toBe(true);
  expect(place).toContain('shared.js:1:${column})');
});
test('nobody left anything in what is built in', () => {
  expect(Math.left).toBe(undefined);
  Math.left = true;
});
test('a module that changed is the changed one', () => {
  require('node:fs').writeFileSync(__dirname + '/changed.js', 'exports.is = ' + JSON.stringify(__filename));
  jest.resetModules();
  expect(require('./changed.js').is).toBe(__filename);
});
`;

test('files of one worker share what was compiled, and nothing of what ran', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'botel-kept-'));
  try {
    await Promise.all(
      Object.entries({ 'shared.js': shared, 'a.test.js': file, 'b.test.js': file, 'c.test.js': file }).map(
        ([name, text]) => writeFile(join(folder, name), text),
      ),
    );
    const config = {
      rootDir: folder,
      transform: {},
      runtime: join(root, 'test/support/kept-scripts.cjs'),
      cacheDirectory: join(folder, 'cache'),
    };
    const args = [join(root, 'node_modules/jest/bin/jest.js'), '-i', '--config', JSON.stringify(config)];
    const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    expect(stderr).toContain('Tests:       9 passed, 9 total');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
