import type { Candidate } from '../../../../commands/desk/draft-options.js';
import { formatPhone } from '../../../../lib/phone.js';
import { button, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow } from '../../home/screens.js';
import { newDraftClient, openDraft, pickDraftClient } from '../data.js';

/** Known clients who may be meant, or somebody new. */
export function candidatesScreen(
  {
    draft,
    clients,
    typed,
  }: { readonly draft: number; readonly clients: readonly Candidate[]; readonly typed: string },
  wording: Wording,
): Screen {
  const { texts } = wording;
  const shown = typed.startsWith('+') ? formatPhone(typed) : typed;
  return {
    text: texts.html('d_bookings.candidates', { typed: shown, count: clients.length }),
    keyboard: [
      ...clients.map(({ id, name, phone, blacklisted }) => [
        button(
          texts.plain(blacklisted ? 'd_bookings.candidate_blacklisted' : 'd_bookings.candidate', {
            name: name ?? '—',
            phone: phone === null ? '' : formatPhone(phone),
          }),
          pickDraftClient.data({ draft, client: id }),
        ),
      ]),
      [button(texts.plain('d_bookings.new_client', { typed: shown }), newDraftClient.data({ draft }))],
      backRow(openDraft.data({ draft }), wording),
    ],
  };
}
