import type { TeamMember, TeamMemberDetails } from '../../../../commands/desk/list-team.js';
import { roles, type Role } from '../../../../domain/permissions.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openSalon } from '../../home/data.js';
import { backRow } from '../../home/screens.js';
import { pageOf, pagerRow } from '../../paging.js';
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

export interface Master {
  readonly id: number;
  readonly name: string;
}

/** Whose post is being decided: `who` 0 for whoever comes with a link. */
export interface Candidate {
  readonly who: number;
  readonly version: number;
}

const roleKey = (role: Role) => `desk.role_${role}` as const;
const aboutKey = (role: Role) => `d_team.about_${role}` as const;

function nameOf({ name, telegramId }: TeamMember, { texts }: Wording): string {
  return name ?? texts.plain('d_team.unnamed', { id: String(telegramId) });
}

export function membersScreen(team: readonly TeamMember[], wanted: number, wording: Wording): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(team, wanted);
  return {
    text: paragraphs(texts.html('d_team.title', { count: team.length }), texts.html('d_team.about')),
    keyboard: [
      ...items.map((member) => [
        button(
          texts.plain('d_team.row', {
            name: nameOf(member, wording),
            role: texts.plain(roleKey(member.role)),
          }),
          openMember.data({ who: member.telegramId }),
        ),
      ]),
      ...pagerRow(place, (page) => listMembers.data({ page })),
      [button(texts.plain('d_team.add'), addMember.data({}), 'primary')],
      backRow(openSalon.data({}), wording),
    ],
  };
}

export function memberScreen(
  member: TeamMemberDetails,
  wording: Wording,
  note: string | null = null,
): Screen {
  const { texts } = wording;
  const { telegramId: who, version, role } = member;
  const facts = lines(
    texts.html('d_team.card', { name: nameOf(member, wording) }),
    texts.html('d_team.role', { role: texts.plain(roleKey(role)) }),
    member.staffName === null ? null : texts.html('d_team.calendar', { master: member.staffName }),
    texts.html('d_team.id', { id: String(who) }),
    member.hasPin ? texts.html('d_team.has_pin') : null,
  );
  const hint = member.fromRegistry ? texts.html('d_team.from_registry') : texts.html(aboutKey(role));
  const pin = member.hasPin
    ? [[button(texts.plain('d_team.remove_pin'), removeMemberPin.data({ who }))]]
    : [];
  const changes: Keyboard = member.fromRegistry
    ? []
    : [
        [
          button(texts.plain('d_team.change_role'), changeMember.data({ who })),
          button(texts.plain('d_team.change_calendar'), chooseCalendar.data({ who, version, role })),
        ],
        [button(texts.plain('d_team.remove'), removeMember.data({ who, version, sure: 'ask' }), 'danger')],
      ];
  return {
    text: paragraphs(note, facts, hint),
    keyboard: [...pin, ...changes, backRow(listMembers.data({ page: 0 }), wording)],
  };
}

export function addScreen(problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(problem, texts.html('d_team.add_how')),
    keyboard: [
      [button(texts.plain('d_team.link'), makeLink.data({}), 'primary')],
      backRow(listMembers.data({ page: 0 }), wording),
    ],
  };
}

export function rolesScreen({ who, version }: Candidate, name: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      name === null ? texts.html('d_team.link_role') : texts.html('d_team.whose_role', { name }),
      lines(...roles.map((role) => texts.html(aboutKey(role)))),
    ),
    keyboard: [
      ...roles.map((role) => [button(texts.plain(roleKey(role)), chooseRole.data({ who, version, role }))]),
      backRow(who === 0 ? addMember.data({}) : listMembers.data({ page: 0 }), wording),
    ],
  };
}

const mastersShown = 40;

export function calendarsScreen(
  { who, version, role }: Candidate & { readonly role: Role },
  masters: readonly Master[],
  wording: Wording,
): Screen {
  const { texts } = wording;
  const none =
    role === 'staff'
      ? []
      : [[button(texts.plain('d_team.no_calendar'), givePost.data({ who, version, role, staff: null }))]];
  return {
    text: texts.html(masters.length === 0 ? 'd_team.no_masters' : 'd_team.whose_calendar'),
    keyboard: [
      ...masters
        .slice(0, mastersShown)
        .map(({ id, name }) => [button(name, givePost.data({ who, version, role, staff: id }))]),
      ...none,
      backRow(who === 0 ? makeLink.data({}) : listMembers.data({ page: 0 }), wording),
    ],
  };
}

export function linkScreen(
  { url, role, until }: { readonly url: string; readonly role: Role; readonly until: string },
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_team.link_ready', { role: texts.plain(roleKey(role)), until, url }),
    keyboard: [
      [{ text: texts.plain('d_team.copy'), copy_text: { text: url } }],
      [button(texts.plain('d_team.withdraw'), withdrawLinks.data({}), 'danger')],
      backRow(listMembers.data({ page: 0 }), wording),
    ],
  };
}

export function removeScreen(member: TeamMember, wording: Wording): Screen {
  const { texts } = wording;
  const { telegramId: who, version } = member;
  return {
    text: texts.html('d_team.remove_ask', { name: nameOf(member, wording) }),
    keyboard: [
      [button(texts.plain('d_team.remove_yes'), removeMember.data({ who, version, sure: 'yes' }), 'danger')],
      backRow(openMember.data({ who }), wording),
    ],
  };
}
