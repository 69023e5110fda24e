import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';

export interface SourceProblem {
  readonly line: number;
  readonly message: string;
}

/** The file as data, and the way back from a field to its line. */
export interface RegistrySource {
  readonly value: unknown;
  readonly problems: readonly SourceProblem[];
  /** Line of the field, or of the nearest thing around it that exists. */
  lineOf(path: readonly PropertyKey[], of?: 'key' | 'value'): number;
}

// Messages of the YAML library quote the source, which may be a token: these are said in our own words instead.
const yamlMessages: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the same key stands here a second time; remove or rename one of them',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  BAD_INDENT: 'the indentation does not fit the lines above',
  MISSING_CHAR: 'a quote, bracket or colon is missing here',
  BLOCK_AS_IMPLICIT_KEY: 'a key cannot hold another key on the same line; start a new line or use { }',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing after this key',
};
const badAlias = 'an alias (*name) has no anchor (&name) above it, or repeats too much';
const notYaml = 'this is not YAML; check indentation, quotes and colons from here upwards';

/** Reads YAML 1.2. Aliases are followed a bounded number of times, so that a small file cannot become a large one. */
export function readSource(text: string): RegistrySource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  // What comes after the first break is guesswork of the parser; keys that stand twice break nothing.
  const fatal = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  const problems = document.errors
    .filter((error) => error === fatal || error.code === 'DUPLICATE_KEY')
    .map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      message: yamlMessages[error.code] ?? notYaml,
    }));
  const lineOf: RegistrySource['lineOf'] = (path, of = 'value') => lineIn(document, lines, path, of);
  if (fatal !== undefined) return { value: null, problems, lineOf };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown, problems, lineOf };
  } catch {
    return { value: null, problems: [...problems, { line: 1, message: badAlias }], lineOf };
  }
}

function lineIn(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  of: 'key' | 'value',
): number {
  let node: unknown = document.contents;
  let line = lineAt(node, lines) ?? 1;
  for (const [index, step] of path.entries()) {
    const { key, value } = child(isAlias(node) ? node.resolve(document) : node, step);
    const last = index === path.length - 1;
    // A whole block is found by its key; a single value by itself, for it may stand on a line of its own.
    const single = last && of === 'value' && (isScalar(value) || isAlias(value));
    const found = (single ? lineAt(value, lines) : null) ?? lineAt(key, lines) ?? lineAt(value, lines);
    if (found === null) return line;
    line = found;
    node = value;
  }
  return line;
}

function child(node: unknown, step: PropertyKey): { key: unknown; value: unknown } {
  if (isSeq(node) && typeof step === 'number') return { key: null, value: node.items[step] };
  if (isMap(node)) {
    const pair = pairsOf(node).get(String(step));
    return { key: pair?.key ?? null, value: pair?.value ?? null };
  }
  return { key: null, value: null };
}

/** A thousand salons with a mistake each are looked up one by one: each map is gone through once. */
const indexed = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexed.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, Pair>();
  for (const item of map.items) {
    const name = String(item.key);
    if (isPair(item) && !pairs.has(name)) pairs.set(name, item);
  }
  indexed.set(map, pairs);
  return pairs;
}

function lineAt(node: unknown, lines: LineCounter): number | null {
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : null;
}
