import { listUpcoming } from '../../../commands/list-bookings.js';
import { saveContact } from '../../../commands/save-contact.js';
import { saveLocale } from '../../../commands/save-locale.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { profileName } from '../contact/answer.js';
import { menuScreen } from '../menu/screens.js';
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
import { erase, sendExport } from './my-data.js';
import { askProfileName, askProfilePhone, stopAskingProfile } from './questions.js';
import { askEraseScreen, myDataScreen, profileScreen } from './screens.js';

export const profileRoutes: readonly PressRoute[] = [
  on(openProfile, async (turn) => shown(turn)),
  on(changeProfileName, async (turn) => askProfileName(turn)),
  on(changeProfilePhone, async (turn) => askProfilePhone(turn)),
  on(useTelegramName, takeTelegramName),
  on(leaveProfileQuestion, (turn, { to }) => leave(turn, to)),
  on(chooseLanguage, (turn, { locale }) => speak(turn, locale)),
  on(openMyData, async ({ wording }) => ({ screen: myDataScreen(wording) })),
  on(exportMyData, sendExport, 'upload_document'),
  on(askErase, async ({ tenant, client, wording }) => {
    const upcoming = await listUpcoming(tenant, client.id);
    return { screen: askEraseScreen(upcoming.length, wording) };
  }),
  on(eraseMyData, erase),
];

function shown({ client, wording }: Turn): Reaction {
  return { screen: profileScreen(client, wording) };
}

async function takeTelegramName(turn: Turn): Promise<Reaction> {
  const { tenant, cause, client, wording } = turn;
  const name = profileName(turn);
  if (name === null) return askProfileName(turn, wording.texts.html('contact.no_name'));
  const profile = await saveContact(tenant, cause, { clientId: client.id, name });
  await stopAskingProfile(turn);
  return shown(withClient(turn, profile));
}

async function leave(turn: Turn, to: 'profile' | 'menu'): Promise<Reaction> {
  await stopAskingProfile(turn);
  return to === 'profile' ? shown(turn) : { screen: menuScreen(turn.tenant.name, turn.wording) };
}

/** From here on everything is said in the chosen language, this answer too. */
async function speak(turn: Turn, locale: 'ru' | 'en'): Promise<Reaction> {
  const profile = await saveLocale(turn.tenant, { clientId: turn.client.id, locale });
  const next = withClient(turn, profile);
  const notice = { text: next.wording.texts.plain('profile.language_set') };
  // Pressed on the language that is spoken already, the screen would stay as it is.
  return locale === turn.client.locale ? { notice } : { ...shown(next), notice };
}
