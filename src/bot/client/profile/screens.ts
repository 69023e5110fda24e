import type { ClientProfile } from '../../../commands/open-client.js';
import { locales } from '../../../i18n/catalogue.js';
import { formatPhone } from '../../../lib/phone.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { chooseNews } from '../broadcasts/data.js';
import { menuRow } from '../menu/screens.js';
import {
  askErase,
  changeProfileName,
  changeProfilePhone,
  chooseLanguage,
  eraseMyData,
  exportMyData,
  leaveProfileQuestion,
  openMyData,
  openProfile,
  useTelegramName,
} from './data.js';

/** A language is named in itself, so that whoever does not read ours finds the own one. */
const languageNames = { ru: '🇷🇺 Русский', en: '🇬🇧 English' } as const;

/** Who the salon thinks you are, and in which language it speaks to you. */
export function profileScreen(
  { name, phone, locale, refusesBroadcasts }: ClientProfile,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const unknown = texts.plain('profile.unknown');
  return {
    text: paragraphs(
      texts.html('profile.title'),
      lines(
        texts.html('order.name', { name: name ?? unknown }),
        texts.html('order.phone', { phone: phone === null ? unknown : formatPhone(phone) }),
        texts.html('profile.language', { language: texts.plain('profile.language_name') }),
        texts.html(refusesBroadcasts ? 'news.off' : 'news.on'),
      ),
      texts.html('profile.about'),
    ),
    keyboard: [
      [
        button(
          texts.plain(name === null ? 'profile.add_name' : 'order.change_name'),
          changeProfileName.data({}),
        ),
        button(
          texts.plain(phone === null ? 'profile.add_phone' : 'order.change_phone'),
          changeProfilePhone.data({}),
        ),
      ],
      locales.map((one) =>
        button(
          one === locale ? `✓ ${languageNames[one]}` : languageNames[one],
          chooseLanguage.data({ locale: one }),
        ),
      ),
      [
        refusesBroadcasts
          ? button(texts.plain('news.want'), chooseNews.data({ to: 'on' }))
          : button(texts.plain('news.refuse'), chooseNews.data({ to: 'off' })),
      ],
      [button(texts.plain('profile.data'), openMyData.data({}))],
      menuRow(wording),
    ],
  };
}

export interface ProfileQuestion {
  /** What is known already and may stay. */
  readonly current: string | null;
  /** Why the last answer was not one. */
  readonly problem: string | null;
}

/** `suggestion`: the person's Telegram name, when it would do. */
export function askProfileNameScreen(
  { current, problem, suggestion }: ProfileQuestion & { readonly suggestion: string | null },
  wording: Wording,
): Screen {
  const { texts } = wording;
  const isOffered = suggestion !== null && suggestion !== current;
  const ask = isOffered || current !== null ? 'contact.ask_name_or_press' : 'contact.ask_name';
  return {
    text: problem ?? texts.html(ask),
    keyboard: [
      ...(isOffered
        ? [[button(texts.plain('contact.use_name', { name: suggestion }), useTelegramName.data({}))]]
        : []),
      ...waysOut(current, wording),
    ],
  };
}

export function askProfilePhoneScreen({ current, problem }: ProfileQuestion, wording: Wording): Screen {
  return { text: problem ?? wording.texts.html('contact.ask_phone'), keyboard: waysOut(current, wording) };
}

function waysOut(current: string | null, { texts }: Wording): Screen['keyboard'] {
  const stay = current === null ? texts.plain('nav.back') : texts.plain('contact.keep', { value: current });
  return [
    [button(stay, leaveProfileQuestion.data({ to: 'profile' }))],
    [button(texts.plain('nav.menu'), leaveProfileQuestion.data({ to: 'menu' }))],
  ];
}

/** What can be done with what is stored about a person. */
export function myDataScreen(wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('data.about'),
    keyboard: [
      [button(texts.plain('data.export'), exportMyData.data({}))],
      [button(texts.plain('data.erase'), askErase.data({}), 'danger')],
      [button(texts.plain('nav.back'), openProfile.data({})), ...menuRow(wording)],
    ],
  };
}

/** `upcoming`: how many visits would be cancelled. */
export function askEraseScreen(upcoming: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('data.erase_ask'),
      upcoming === 0 ? null : texts.html('data.erase_cancels', { count: upcoming }),
    ),
    keyboard: [
      [button(texts.plain('data.erase_yes'), eraseMyData.data({}), 'danger')],
      [button(texts.plain('data.erase_no'), openMyData.data({}))],
      menuRow(wording),
    ],
  };
}

export function erasedScreen(cancelled: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      texts.html('data.erased'),
      cancelled === 0 ? null : texts.html('data.erased_cancelled', { count: cancelled }),
    ),
    keyboard: [menuRow(wording)],
  };
}
