import { shorten } from '../../../i18n/html.js';
import type { Wording } from '../../wording.js';
import type { Reading } from '../contact/answer.js';
import type { Answer } from '../dialogue.js';

const reasonLength = 300;
/** One visible character may be many: the row keeps no more than this. */
const reasonUnits = 500;
/** Control characters, direction overrides and what broken text was replaced by: nobody means to write them. */
const unwanted = /[\p{Cc}\p{Cs}\p{Co}\u202A-\u202E\u2066-\u2069\uFFFD]/gu;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A typed reason made fit to be kept: one line, at most 300 characters. */
export function readReason(answer: Answer, { texts }: Wording): Reading {
  if (answer.kind !== 'text') return { ok: false, problem: texts.html('contact.only_text') };
  const line = answer.text.normalize('NFC').replace(/\s+/gu, ' ').replace(unwanted, '');
  const value = shorten(line, reasonLength);
  const kept =
    value.length <= reasonUnits
      ? value
      : line
          .slice(0, reasonUnits)
          .replace(/\p{Cs}$/u, '')
          .trim();
  return visible.test(kept)
    ? { ok: true, value: kept }
    : { ok: false, problem: texts.html('visit.why_empty') };
}
