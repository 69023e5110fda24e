/** Something a test put in that must not come out; `public`: that may, although a secret stands in it. */
export interface SecretNote {
  readonly kind: 'token' | 'name' | 'phone' | 'text' | 'secret' | 'public';
  readonly value: string;
  /** The file of the test that put it in. */
  readonly test: string;
}

export type LeakSource = 'log' | 'program' | 'report' | 'console';

/** Something an operator would read. */
export interface OutputNote {
  readonly source: LeakSource;
  readonly text: string;
  readonly test: string;
}

export interface Leak {
  readonly secret: SecretNote;
  readonly output: OutputNote;
}

const word = /[\p{L}\p{N}_]+/gu;
const wordAtStart = /[\p{L}\p{N}_]+/u;
/** Digits as people and programs write numbers, with what may stand between them. */
const number = /\d(?:[\s().\-\u2010-\u2015]{0,3}\d){9,}/g;
const phoneTail = 10;
/** Where a phone number is taken apart, no part is as long as an id. */
const longestPart = 7;
const longestPhone = 15;
/** What stands before a number in its own country, and from another one. */
const trunks = ['', '0', '8', '00'];
const escapes = /%[0-9A-Fa-f]{2}|\\["\\nrtbf/]|\\u[0-9a-fA-F]{4}/;

/** Finds what must not come out in what came out; the work grows with the output, not with the number of secrets. */
export class LeakCheck {
  private readonly byFirstWord = new Map<string, Map<string, SecretNote>>();
  private readonly byPhone = new Map<string, SecretNote>();
  private readonly open = new Set<string>();
  private openPattern: RegExp | null = null;
  private count = 0;

  /** How many different values are looked for. */
  get size(): number {
    return this.count;
  }

  /** False for what says nothing: too short, or a word that logs are full of anyway. */
  add(secret: SecretNote): boolean {
    if (secret.kind === 'public') return this.addPublic(secret.value.trim());
    if (secret.kind === 'phone') return this.addPhone(secret);
    const value =
      secret.kind === 'token' ? secret.value.slice(secret.value.indexOf(':') + 1) : secret.value.trim();
    if (!isLookedFor(secret.kind, value)) return false;
    const first = wordAtStart.exec(value);
    if (first === null) return false;
    const rest = value.slice(first.index);
    const candidates = this.byFirstWord.get(first[0]) ?? new Map<string, SecretNote>();
    if (!candidates.has(rest)) this.count += 1;
    candidates.set(rest, secret);
    this.byFirstWord.set(first[0], candidates);
    return true;
  }

  /** The secrets that stand in the text, also where it is escaped as JSON or in an address. */
  find(output: OutputNote): Leak[] {
    const found = new Map<string, SecretNote>();
    for (const text of readings(output.text)) {
      this.read(this.withoutPublic(text), (secret) => found.set(secret.value, secret));
    }
    return [...found.values()].map((secret) => ({ secret, output }));
  }

  private read(text: string, tell: (secret: SecretNote) => void): void {
    for (const { 0: first, index } of text.matchAll(word)) {
      for (const [value, secret] of this.byFirstWord.get(first) ?? []) {
        if (text.startsWith(value, index) && endsHere(text, index + value.length)) tell(secret);
      }
    }
    for (const [digits] of text.matchAll(number)) {
      for (const candidate of wholeNumbers(digits)) {
        const secret = this.byPhone.get(candidate);
        if (secret !== undefined) tell(secret);
      }
    }
  }

  private withoutPublic(text: string): string {
    return this.open.size === 0 ? text : text.replace(this.publicNames(), ' ');
  }

  private addPublic(name: string): boolean {
    if (name === '') return false;
    for (const written of [name, JSON.stringify(name).slice(1, -1), encodeURIComponent(name)])
      this.open.add(written);
    this.openPattern = null;
    return true;
  }

  /** As whole words only: a salon that is called as a letter does not hide all the texts with that letter. */
  private publicNames(): RegExp {
    const longestFirst = [...this.open].sort((a, b) => b.length - a.length);
    const names = longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
    this.openPattern ??= new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names})(?![\\p{L}\\p{N}_])`, 'gu');
    return this.openPattern;
  }

  private addPhone(secret: SecretNote): boolean {
    const digits = secret.value.replace(/\D/g, '');
    if (digits.length < phoneTail) return false;
    if (!this.byPhone.has(digits)) this.count += 1;
    const forms = trunks.flatMap((trunk) => [trunk + digits, trunk + digits.slice(-phoneTail)]);
    for (const form of forms) this.byPhone.set(form, secret);
    return true;
  }
}

/** The numbers that may be meant: never a part of a longer run of digits, as a clock and an id have them. */
function* wholeNumbers(digits: string): Iterable<string> {
  const parts = digits.match(/\d+/g) ?? [];
  for (const [first, part] of parts.entries()) {
    yield part;
    let joined = part;
    for (const next of parts.slice(first + 1)) {
      if (joined.length > longestPhone || part.length > longestPart || next.length > longestPart) break;
      joined += next;
      yield joined;
    }
  }
}

/** Names and texts short as `a`, `12` or `menu` would be found everywhere and say nothing about anybody. */
export function isLookedFor(kind: Exclude<SecretNote['kind'], 'public' | 'phone'>, value: string): boolean {
  switch (kind) {
    case 'token':
    case 'secret':
      return value.length >= 8;
    case 'name':
      // A word of small Latin letters is how tenants and states are called.
      return Array.from(value).length >= 4 && /\p{L}{3}/u.test(value) && !/^[a-z0-9_]+$/.test(value);
    case 'text':
      return !value.startsWith('/') && Array.from(value).length >= 12 && saysSomething(value);
  }
}

function endsHere(text: string, at: number): boolean {
  return at >= text.length || !/^[\p{L}\p{N}_]/u.test(text.slice(at, at + 2));
}

/** Programs speak English: a few of its words may stand in a log without anybody having typed them. */
function saysSomething(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return /[^\p{ASCII}]/u.test(words.join('')) ? /\p{L}{3}/u.test(text) : words.length >= 4;
}

/** The text, and the text without the escapes of JSON and of addresses. */
function readings(text: string): string[] {
  if (!escapes.test(text)) return [text];
  const plain = text
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, decoded)
    .replace(/\\+(["/])/g, '$1')
    .replace(/\\+[nrtbf]/g, ' ')
    .replace(/\\+u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return [text, plain];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What to print about leaks, the same secret of the same test once. */
export function leakReport(leaks: readonly Leak[]): string {
  const lines = new Map<string, string>();
  for (const { secret, output } of leaks) {
    const key = `${secret.value} ${output.test}`;
    if (lines.has(key)) continue;
    const at = Math.max(0, output.text.indexOf(secret.value) - 300);
    const excerpt = output.text.slice(at, at + 700).trim();
    lines.set(
      key,
      `${secret.kind} «${secret.value}» (put in by ${secret.test}) in the ${output.source} of ${output.test}:\n    ${excerpt}`,
    );
  }
  return [`${lines.size} of the secrets that tests put in came out:`, ...lines.values()].join('\n');
}
