import { changeRole, removeAdmin, type TeamChangeResult } from '../../../../commands/desk/change-role.js';
import { addAdmin } from '../../../../commands/desk/add-admin.js';
import { withdrawInvites } from '../../../../commands/desk/invite-admin.js';
import { listActiveStaff, listTeam, readTeamMember } from '../../../../commands/desk/list-team.js';
import { removePin } from '../../../../commands/desk/pin.js';
import type { Post } from '../../../../commands/desk/team-rules.js';
import type { TextKey } from '../../../../i18n/texts.js';
import type { Reaction } from '../../../screen.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import {
  addMember,
  changeMember,
  chooseCalendar,
  chooseRole,
  givePost,
  listMembers,
  makeLink,
  openMember,
  removeMember,
  removeMemberPin,
  withdrawLinks,
} from './data.js';
import { sendLink } from './link.js';
import { askWho } from './questions.js';
import {
  calendarsScreen,
  memberScreen,
  membersScreen,
  removeScreen,
  rolesScreen,
  type Candidate,
} from './screens.js';
import { forgetAdminCommand, welcome } from './welcome.js';

const needed = 'admins.edit';

export const memberRoutes: readonly DeskRoute[] = [
  desk(listMembers, needed, (turn, { page }) => showTeam(turn, page)),
  desk(openMember, needed, (turn, { who }) => showMember(turn, who)),
  desk(addMember, needed, askWho),
  desk(makeLink, needed, async ({ wording }) => ({
    screen: rolesScreen({ who: 0, version: 0 }, null, wording),
  })),
  desk(withdrawLinks, needed, async (turn) => {
    await withdrawInvites(turn.tenant, turn.admin, turn.cause);
    return said(turn, 'd_team.withdrawn', await showTeam(turn, 0));
  }),
  desk(changeMember, needed, async (turn, { who }) => {
    const member = await readTeamMember(turn.tenant, who);
    if (member === null) return gone(turn);
    const candidate = { who, version: member.version };
    return { screen: rolesScreen(candidate, member.name ?? String(who), turn.wording) };
  }),
  desk(chooseRole, needed, async (turn, { who, version, role }) =>
    role === 'staff'
      ? showCalendars(turn, { who, version, role })
      : give(turn, { who, version }, { role, staffId: null }),
  ),
  desk(chooseCalendar, needed, showCalendars),
  desk(givePost, needed, (turn, { who, version, role, staff }) =>
    give(turn, { who, version }, { role, staffId: staff }),
  ),
  desk(removeMember, needed, async (turn, { who, version, sure }) => {
    if (sure === 'yes') return remove(turn, { who, version });
    const member = await readTeamMember(turn.tenant, who);
    return member === null ? gone(turn) : { screen: removeScreen(member, turn.wording) };
  }),
  desk(removeMemberPin, needed, async (turn, { who }) => {
    await removePin(turn.tenant, turn.admin, turn.cause, who);
    return said(turn, 'd_pin.removed', await showMember(turn, who));
  }),
];

async function showTeam({ tenant, wording }: DeskTurn, page: number): Promise<Reaction> {
  return { screen: membersScreen(await listTeam(tenant), page, wording) };
}

async function showMember(turn: DeskTurn, who: number): Promise<Reaction> {
  const member = await readTeamMember(turn.tenant, who);
  return member === null ? gone(turn) : { screen: memberScreen(member, turn.wording) };
}

async function gone(turn: DeskTurn): Promise<Reaction> {
  return said(turn, 'desk.gone', await showTeam(turn, 0));
}

async function showCalendars(
  { tenant, wording }: DeskTurn,
  candidate: Candidate & Pick<Post, 'role'>,
): Promise<Reaction> {
  return { screen: calendarsScreen(candidate, await listActiveStaff(tenant), wording) };
}

/** To somebody new, to somebody on the list, or to whoever comes with the link. */
async function give(turn: DeskTurn, { who, version }: Candidate, post: Post): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  if (who === 0) return sendLink(turn, post);
  if (version > 0) {
    const order = { telegramId: who, expectedVersion: version, ...post };
    const { outcome } = await changeRole(tenant, admin, cause, order);
    return said(turn, words[outcome], await showMember(turn, who));
  }
  const { outcome, repeated } = await addAdmin(tenant, admin, cause, {
    ...{ telegramId: who, name: null },
    ...post,
  });
  if (outcome === 'invalid_id') return gone(turn);
  if (outcome !== 'added') return said(turn, `d_team.${outcome}`, await showMember(turn, who));
  const isTold = repeated === true || (await welcome(turn, who, post.role));
  return said(turn, isTold ? 'd_team.added' : 'd_team.added_untold', await showMember(turn, who));
}

async function remove(turn: DeskTurn, { who, version }: Candidate): Promise<Reaction> {
  const target = { telegramId: who, expectedVersion: version };
  const { outcome } = await removeAdmin(turn.tenant, turn.admin, turn.cause, target);
  if (outcome !== 'done') return said(turn, words[outcome], await showMember(turn, who));
  await forgetAdminCommand(turn, who);
  return said(turn, 'd_team.removed', await showTeam(turn, 0));
}

const words: Readonly<Record<TeamChangeResult['outcome'], TextKey>> = {
  done: 'desk.saved',
  changed: 'desk.changed_meanwhile',
  from_registry: 'd_team.from_registry_alert',
  last_owner: 'd_team.last_owner',
  staff_needed: 'd_team.staff_needed',
  not_found: 'desk.gone',
};

function said({ wording }: DeskTurn, key: TextKey, reaction: Reaction): Reaction {
  return { ...reaction, notice: { text: wording.texts.plain(key), alert: key !== 'desk.saved' } };
}
