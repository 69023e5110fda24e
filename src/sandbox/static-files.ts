import fs from 'node:fs';
import path from 'node:path';

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.json', 'application/json'],
  ['.woff2', 'font/woff2'],
]);

export interface StaticFile {
  readonly content: Buffer;
  readonly contentType: string;
}

/** The folder of the page's files: in the source tree, wherever the compiled code runs from. */
export function webFolder(from: string = __dirname): string {
  let folder = from;
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return path.join(folder, 'src', 'sandbox', 'web');
}

/** The file `/web/<name>` or, for `/`, the page itself; null when there is none. The folder is flat: no path leads out of it. */
export function readStaticFile(folder: string, urlPath: string): StaticFile | null {
  const name = urlPath === '/' ? 'index.html' : /^\/web\/([\w-][\w.-]*)$/.exec(urlPath)?.[1];
  if (name === undefined) return null;
  const contentType = types.get(path.extname(name));
  if (contentType === undefined) return null;
  try {
    return { content: fs.readFileSync(path.join(folder, name)), contentType };
  } catch {
    return null;
  }
}
