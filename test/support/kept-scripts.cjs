const { statSync } = require('node:fs');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/*
 * Jest gives every test file modules of its own, and for that reads and compiles each module again: half of what a small
 * file costs. Here a worker reads and compiles a module once and runs it anew in every test file's own context, which sees
 * nothing of the others. What V8 learnt of the code is kept with it.
 */

/** By the name of the file. */
const scripts = new Map();
const sources = new Map();

class KeptScripts extends Runtime {
  constructor(...parts) {
    super(...parts);
    const { executor, fileCache } = this;
    const [, environment] = parts;
    const compileAgain = executor.compile.bind(executor);
    const readAgain = fileCache.readFile.bind(fileCache);
    const head = `(function (${executor.injectedModuleParameters.join(', ')}) {`;
    executor.compile = (source, filename) => {
      const context = environment.getVmContext();
      const script = context === null ? null : scriptOf(source, filename, head);
      return script === null ? compileAgain(source, filename) : script.runInContext(context);
    };
    fileCache.readFile = (filename) => sourceOf(filename, readAgain);
  }
}

function scriptOf(source, filename, head) {
  const found = scripts.get(filename);
  if (found?.source === source) return found.script;
  const script = compile(source, filename, head);
  scripts.set(filename, { source, script });
  return script;
}

/** Null for what Jest has to compile itself: code that imports as it runs, and what it has to explain is no JavaScript. */
function compile(source, filename, head) {
  if (/\bimport\s*\(/.test(source)) return null;
  try {
    return new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  } catch {
    return null;
  }
}

function sourceOf(filename, read) {
  const { mtimeMs, size } = statSync(filename);
  const found = sources.get(filename);
  if (found?.mtimeMs === mtimeMs && found.size === size) return found.source;
  const source = read(filename);
  sources.set(filename, { mtimeMs, size, source });
  return source;
}

module.exports = { __esModule: true, default: KeptScripts };
