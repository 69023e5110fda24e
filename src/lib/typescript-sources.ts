import { existsSync } from 'node:fs';
import Module from 'node:module';
import { dirname, resolve } from 'node:path';

interface Resolver {
  _resolveFilename: (request: string, parent: NodeJS.Module | undefined, ...rest: unknown[]) => string;
}

/**
 * Tools that load our TypeScript in place (the command line of knex, the global set-up of jest) compile each file but look
 * for imported names as written, ending in .js. Importing this file first lets them find the .ts beside it. The compiled
 * program never imports it.
 */
const resolver = Module as unknown as Resolver;
const asWritten = resolver._resolveFilename;

resolver._resolveFilename = (request, parent, ...rest) => {
  if (parent?.filename.endsWith('.ts') === true && /^\.{1,2}\/.*\.js$/.test(request)) {
    const source = resolve(dirname(parent.filename), request.replace(/\.js$/, '.ts'));
    if (existsSync(source)) return asWritten(source, parent, ...rest);
  }
  return asWritten(request, parent, ...rest);
};
