// Makes a fresh clone runnable with nothing but Node, then opens the door that was asked for:
//   node src/cli/set-up.mjs demo | start | botel | test | test:faults | bench | build | install [arguments …]
// It is plain JavaScript because it runs before anything is installed or compiled.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const doors = {
  demo: 'dist/src/cli/demo/main.js',
  start: 'dist/src/main.js',
  botel: 'dist/src/cli/botel/main.js',
};
const compiledFolders = ['src', 'migrations', 'bench'];
const [door, ...rest] = process.argv.slice(2);

const say = (text) => process.stderr.write(`• ${text}\n`);

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(
    `Botel needs Node.js 20.19 or newer; this is ${process.version}. Install it from https://nodejs.org and try again.`,
  );
  process.exit(1);
}

function run(command, args, env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward).on('SIGINT', forward);
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', forward);
      done(code ?? (signal === null ? 1 : 130));
    });
  });
}

async function timed(what, work) {
  const began = Date.now();
  say(`${what} …`);
  const code = await work();
  if (code !== 0) {
    say(`${what}: failed (exit code ${code}). What went wrong is printed above; nothing was started.`);
    process.exit(1);
  }
  say(`${what}: done in ${((Date.now() - began) / 1000).toFixed(0)} s`);
}

function npmCommand() {
  const script = process.env.npm_execpath;
  return script !== undefined && script.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
}

/** Installs the packages of the lock file when they are not the ones already here. */
async function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.botel-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const [npm, args] = npmCommand();
  await timed('Installing the packages of package-lock.json (first time: about a minute)', () =>
    run(npm, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']),
  );
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const files = compiledFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  files.push(join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json'), join(root, 'package-lock.json'));
  const lines = files.sort().map((file) => `${file} ${statSync(file).mtimeMs}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Compiles TypeScript to dist/ when a source changed since the last time. */
async function build() {
  const stamp = join(root, 'dist', '.built');
  const current = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await timed('Compiling', () =>
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']),
  );
  writeFileSync(stamp, current);
}

/** What lies in folders there is shared by several of them. */
function benchmarks() {
  const files = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  return files.map((file) => file.replace(/\.ts$/, ''));
}

async function main() {
  requireNode();
  await install();
  if (door === 'install') return;
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  if (door === 'test') {
    process.exitCode = await run(process.execPath, [jest, ...rest]);
    return;
  }
  if (door === 'test:faults') {
    // One file after another: each of them needs the machine for itself.
    const args = [
      jest,
      '--runInBand',
      '--testPathPatterns',
      'test/faults/|-races|-canaries|-crawler|-permissions|typed-text',
      ...rest,
    ];
    process.exitCode = await run(process.execPath, args, { FAULTS: 'full' });
    return;
  }
  await build();
  if (door === 'build') return;
  if (door === 'bench') {
    const options = rest.filter((word) => word.startsWith('--'));
    const named = rest.filter((word) => !word.startsWith('--'));
    for (const name of named.length > 0 ? named : benchmarks()) {
      process.stdout.write(`\n# ${name}\n`);
      const file = join(root, 'dist/bench', `${name}.js`);
      const code = await run(process.execPath, ['--expose-gc', file, ...options]);
      if (code !== 0) process.exitCode = 1;
    }
    return;
  }
  const file = doors[door];
  if (file === undefined)
    throw new Error(`unknown door «${door}»: demo, start, botel, test, test:faults, bench, build or install`);
  process.argv = [process.argv[0], join(root, file), ...rest];
  await import(pathToFileURL(join(root, file)).href);
}

await main();
