const minLength = 2;
const maxLength = 100;

export type NameProblem = 'too_short' | 'too_long' | 'not_a_name';
export type NameCheck =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: NameProblem };

/** Longer input is not looked at: Telegram's own messages end at 4096. */
const hopelessLength = 5000;

/** They turn the direction of the text around them, so that a list of clients reads as something else. */
const directionOverrides = /[\u202D\u202E]/u;

/** Invisible, among them letters that are blank (Hangul fillers); what joins letters or emoji is judged apart. */
const invisible = /(?![\u200C\u200D\uFE0F])\p{Default_Ignorable_Code_Point}/gu;
const looseJoiners = /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D\uFE0F]+/gu;
const trailingJoiners = /[\u200C\u200D]+(?=\s|$)/gu;

/** Control, private use, half of a surrogate pair, and what broken text was replaced by. */
const unprintable = /[\p{Cc}\p{Co}\p{Cs}\uFFFD]/u;

/** More marks on one letter than any script needs: they paint over the lines around them. */
const markTower = /\p{M}{5}/u;

const topLevels =
  'com|net|org|info|biz|io|me|ru|su|рф|by|kz|ua|uz|de|uk|eu|us|app|bot|club|dev|link|live|online|pro|shop|site|store|top|tv|xyz';
const address = new RegExp(
  String.raw`[@\\]|:\/\/|^\/|(?:^|[^\p{L}])(?:www\.|t\.me(?:$|[^\p{L}]))|[\p{L}\p{N}_-]{2}\.(?:${topLevels})(?:$|[^\p{L}\p{N}.-])`,
  'iu',
);

/**
 * Checks a typed name and tidies it: NFC, every run of whitespace one space, invisible characters dropped. The result
 * has 2 to 100 code points and at least one letter of any script. Addresses (URLs, handles, e-mail, commands), control
 * characters, direction overrides and piles of marks are not names. The result may hold `<` and `&`: escape it.
 */
export function checkName(typed: string): NameCheck {
  if (typed.length > hopelessLength) return refused('too_long');
  if (directionOverrides.test(typed)) return refused('not_a_name');
  const name = tidy(typed);
  const { length } = Array.from(name);
  if (length > maxLength) return refused('too_long');
  if (length === 0) return refused('too_short');
  if (unprintable.test(name) || markTower.test(name) || address.test(name) || !/\p{L}/u.test(name)) {
    return refused('not_a_name');
  }
  return length < minLength ? refused('too_short') : { ok: true, name };
}

function tidy(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(invisible, '')
    .replace(looseJoiners, '')
    .replace(trailingJoiners, '')
    .replace(/ +/gu, ' ')
    .trim();
}

function refused(reason: NameProblem): NameCheck {
  return { ok: false, reason };
}
