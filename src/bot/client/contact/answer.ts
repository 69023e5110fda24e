import { checkName, type NameProblem } from '../../../domain/contact.js';
import { parsePhone, parseSharedPhone } from '../../../lib/phone.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { Turn } from '../../turn.js';
import type { Wording } from '../../wording.js';
import type { Answer } from '../dialogue.js';
import { examplePhone } from './example-phone.js';

/** What was understood of an answer; `problem` says in HTML why it was not one. */
export type Reading =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: string };

const nameProblems: Readonly<Record<NameProblem, TextKey>> = {
  too_short: 'contact.name_too_short',
  too_long: 'contact.name_too_long',
  not_a_name: 'contact.not_a_name',
};

/** The name somebody typed. */
export function readName(answer: Answer, { texts }: Wording): Reading {
  if (answer.kind !== 'text') {
    const key = answer.kind === 'contact' ? 'contact.name_first' : 'contact.only_text';
    return { ok: false, problem: texts.html(key) };
  }
  const check = checkName(answer.text);
  return check.ok
    ? { ok: true, value: check.name }
    : { ok: false, problem: texts.html(nameProblems[check.reason]) };
}

/** The number somebody typed, or shared as their own contact, in E.164. */
export function readPhone({ tenant, from, wording }: Turn, answer: Answer): Reading {
  const { texts } = wording;
  if (answer.kind !== 'text' && answer.kind !== 'contact') {
    return { ok: false, problem: texts.html('contact.only_text') };
  }
  if (answer.kind === 'contact' && answer.contact.userId !== from.id) {
    return { ok: false, problem: texts.html('contact.not_yours') };
  }
  const phone =
    answer.kind === 'contact'
      ? parseSharedPhone(answer.contact.phone)
      : parsePhone(answer.text, tenant.country);
  if (phone !== null) return { ok: true, value: phone };
  return { ok: false, problem: texts.html('contact.not_a_phone', { example: examplePhone(tenant.country) }) };
}

/** The Telegram name, when the salon can use it as a name. */
export function profileName({ from }: Turn): string | null {
  const check = checkName(from.firstName);
  return check.ok ? check.name : null;
}
