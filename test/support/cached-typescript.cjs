// Lets Node run these sources as they are, for tests that start whole processes again and again: what was turned into
// JavaScript once is kept, since that is most of a start's work.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { transform } = require('sucrase');

const cache = resolve(__dirname, '../../node_modules/.cache/botel-sources');
mkdirSync(cache, { recursive: true });

require.extensions['.ts'] = (module, filename) => module._compile(javascriptOf(filename), filename);

function javascriptOf(filename) {
  const source = readFileSync(filename, 'utf8');
  const kept = join(cache, `${createHash('sha256').update(`${filename}\n${source}`).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transform(source, { transforms: ['imports', 'typescript'], filePath: filename });
    // Several processes may be at it.
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, code);
    renameSync(own, kept);
    return code;
  }
}
