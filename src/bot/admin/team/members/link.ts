import { inviteAdmin } from '../../../../commands/desk/invite-admin.js';
import type { Post } from '../../../../commands/desk/team-rules.js';
import type { Reaction } from '../../../screen.js';
import type { DeskTurn } from '../../desk-turn.js';
import { addScreen, linkScreen } from './screens.js';

/** What stands before the token in a link's payload. */
export const invitePrefix = 'inv_';

/** Makes a link for one new member and shows it. */
export async function sendLink(turn: DeskTurn, post: Post): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const invited = await inviteAdmin(tenant, admin, cause, post);
  if (invited.outcome !== 'invited') {
    const problem = invited.outcome === 'void' ? 'd_team.link_void' : 'd_team.staff_needed';
    return { screen: addScreen(wording.texts.html(problem), wording) };
  }
  const { username } = await tenant.sender.call<{ readonly username: string }>('getMe', {});
  const url = `https://t.me/${username}?start=${invitePrefix}${invited.token}`;
  const now = tenant.clock.now();
  const { formats } = wording;
  const until = `${formats.date(invited.expiresAt, now)}, ${formats.time(invited.expiresAt)}`;
  return { screen: linkScreen({ url, role: post.role, until }, wording) };
}
