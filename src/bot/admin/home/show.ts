import { asksForTemplate } from '../../../commands/desk/choose-template.js';
import { readToday } from '../../../commands/desk/read-schedule.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { templatesScreen } from '../services/template-screens.js';
import { homeScreen } from './screens.js';

/** The desk as it is now; the owner of a salon that has nothing yet is asked first what to fill it with. */
export async function homeReaction(turn: DeskTurn): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  if (admin.role === 'owner' && (await asksForTemplate(tenant))) {
    return { screen: templatesScreen(tenant.name, wording) };
  }
  return { screen: homeScreen(turn, await readToday(turn.tenant, turn.admin)) };
}
