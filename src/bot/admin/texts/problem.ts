import type { PatternProblem } from '../../../i18n/pattern-check.js';
import type { Texts } from '../../../i18n/texts.js';

const contextLength = 20;

/** What is wrong with a typed text, in words. */
export function problemText(problem: PatternProblem, pattern: string, texts: Texts): string {
  switch (problem.kind) {
    case 'empty':
      return texts.html('d_texts.empty');
    case 'syntax':
      return texts.html('d_texts.syntax', { near: around(pattern, problem.offset) });
    case 'unknown':
      return problem.allowed.length === 0
        ? texts.html('d_texts.unknown_none', { name: `{${problem.name}}` })
        : texts.html('d_texts.unknown', { name: `{${problem.name}}`, allowed: inBraces(problem.allowed) });
    case 'missing':
      return texts.html('d_texts.missing', { names: inBraces(problem.names) });
    case 'plural':
      return texts.html('d_texts.plural', { name: problem.name, forms: problem.forms.join(', ') });
    case 'markup':
      return problem.allowed.length === 0
        ? texts.html('d_texts.no_markup', { tag: problem.tag })
        : texts.html('d_texts.markup', {
            tag: problem.tag,
            allowed: problem.allowed.map((name) => `<${name}>`).join(' '),
          });
    case 'too_long':
      return texts.html('d_texts.too_long', { length: problem.length, limit: problem.limit });
  }
}

function inBraces(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(', ');
}

function around(pattern: string, offset: number): string {
  const start = Math.max(0, offset - contextLength);
  return pattern.slice(start, offset + contextLength).trim();
}
