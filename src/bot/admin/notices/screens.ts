import type { Admin } from '../../../commands/desk/admin.js';
import { digestMinutes, type NoticeChoices } from '../../../domain/desk-notices.js';
import { may } from '../../../domain/permissions.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { deskRow } from '../home/screens.js';
import { setDigest, setNotice, switches, type Switch } from './data.js';

/** What somebody is told without asking, each with its switch. */
export function noticesScreen(admin: Admin, choices: NoticeChoices, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('d_notices.title'),
      texts.html(admin.role === 'staff' ? 'd_notices.about_own' : 'd_notices.about'),
      lines(
        texts.html('d_notices.digest_about'),
        choices.digestMinute === null
          ? texts.html('d_notices.digest_is_off')
          : texts.html('d_notices.digest_at', { time: wording.formats.minuteOfDay(choices.digestMinute) }),
      ),
    ),
    keyboard: [
      ...offered(admin).map((what) => [switchButton(what, choices[what], wording)]),
      ...digestRows(choices, wording),
      deskRow(wording),
    ],
  };
}

/** A master hears of the own calendar only; whoever has no calendar cannot choose it. */
function offered({ role, staffId }: Admin): Switch[] {
  return switches.filter((what) => {
    if (what === 'ownOnly') return role !== 'staff' && staffId !== null;
    return what !== 'rating' || may(role, 'reviews.view');
  });
}

function switchButton(what: Switch, isOn: boolean, { texts }: Wording): Keyboard[number][number] {
  const label = texts.plain(`d_notices.switch_${what}`);
  const state = texts.plain(isOn ? 'd_notices.is_on' : 'd_notices.is_off', { label });
  return button(state, setNotice.data({ what, to: isOn ? 'off' : 'on' }));
}

function digestRows({ digestMinute }: NoticeChoices, { texts, formats }: Wording): Keyboard {
  const chosen = (isChosen: boolean, label: string) =>
    isChosen ? texts.plain('d_numbers.chosen', { label }) : label;
  const times = digestMinutes.map((minute, index) =>
    button(
      chosen(minute === digestMinute, formats.minuteOfDay(minute)),
      setDigest.data({ choice: index + 1 }),
    ),
  );
  const off = button(
    chosen(digestMinute === null, texts.plain('d_notices.no_digest')),
    setDigest.data({ choice: 0 }),
  );
  return [...rowsOf(times, 5), [off]];
}
