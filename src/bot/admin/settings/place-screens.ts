import type { SettingView } from '../../../commands/desk/settings.js';
import { minorDigits } from '../../../domain/place.js';
import { wordingFor } from '../../wording.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import { backRow } from '../home/screens.js';
import { openSetting, takePlace } from './data.js';
import type { Reader } from './screens.js';
import { currentWords, valueWords } from './value-words.js';

/** In whole units of whichever currency. */
const example = 1500;

/** What another zone means for the visits there are, before it is taken. */
export function weighZoneScreen(
  setting: SettingView,
  { zone, visits }: { readonly zone: string; readonly visits: number },
  reader: Reader,
): Screen {
  const { wording, now, country } = reader;
  const { texts } = wording;
  const there = wordingFor({ locale: texts.locale, zone, country });
  return {
    text: paragraphs(
      changeLines(setting, zone, reader),
      texts.html('d_settings.zone_clock', { time: there.formats.time(now) }),
      visits === 0 ? null : texts.html('d_settings.zone_visits', { count: visits }),
      texts.html('d_settings.zone_rest'),
    ),
    keyboard: decision(setting, zone, reader),
  };
}

/** What another currency means for prices, before it is taken. */
export function weighCurrencyScreen(setting: SettingView, currency: string, reader: Reader): Screen {
  const { texts } = reader.wording;
  const before = priceIn(setting.value, reader);
  const after = priceIn(currency, reader);
  return {
    text: paragraphs(
      changeLines(setting, currency, reader),
      texts.html('d_settings.currency_prices', { before, after }),
      texts.html('d_settings.currency_visits'),
    ),
    keyboard: decision(setting, currency, reader),
  };
}

function priceIn(currency: unknown, { wording }: Reader): string {
  if (typeof currency !== 'string') return String(example);
  return wording.price(example * 10 ** minorDigits(currency), currency);
}

function changeLines(setting: SettingView, name: string, { wording, now }: Reader): string {
  const { texts } = wording;
  const { key } = setting;
  return lines(
    texts.html('d_settings.heading', { name: texts.plain(`d_settings.name.${key}`) }),
    texts.html('d_settings.change', {
      before: currentWords(setting, now, wording),
      after: valueWords(key, name, now, wording),
    }),
  );
}

function decision({ key, version }: SettingView, name: string, { wording }: Reader): Screen['keyboard'] {
  if (key !== 'zone' && key !== 'currency') return [backRow(openSetting.data({ key }), wording)];
  const yes = wording.texts.plain('d_settings.change_yes');
  return [
    [button(yes, takePlace.data({ key, name, version }), 'primary')],
    backRow(openSetting.data({ key }), wording),
  ];
}
