import type { Role } from '../../../domain/permissions.js';
import type { DayCount } from '../../../commands/desk/read-schedule.js';
import { shorten } from '../../../i18n/html.js';
import type { TextKey } from '../../../i18n/texts.js';
import { openMenu } from '../../client/menu/data.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { DeskTurn } from '../desk-turn.js';
import { openDesk, openSalon } from './data.js';
import { everyday, setup, type Section } from './sections.js';
import { may } from '../../../domain/permissions.js';

const nameLength = 40;
const roleNames: Readonly<Record<Role, TextKey>> = {
  owner: 'desk.role_owner',
  manager: 'desk.role_manager',
  staff: 'desk.role_staff',
  viewer: 'desk.role_viewer',
};

/** The desk: how today looks, and what this person may do, the everyday things first. */
export function homeScreen({ tenant, admin, wording }: DeskTurn, today: DayCount): Screen {
  const { texts } = wording;
  const seldom = open(setup, admin.role, wording);
  return {
    text: paragraphs(
      lines(
        texts.html('desk.title', { salon: tenant.name }),
        texts.html('desk.you', { role: texts.plain(roleNames[admin.role]) }),
      ),
      todayText(today, wording),
    ),
    keyboard: [
      ...rowsOf(open(everyday, admin.role, wording), 2),
      ...(seldom.length === 0 ? [] : [[button(texts.plain('desk.salon'), openSalon.data({}))]]),
      [button(texts.plain('desk.to_client'), openMenu.data({}))],
    ],
  };
}

function todayText({ visits, next }: DayCount, { texts, formats }: Wording): string {
  if (visits === 0) return texts.html('d_bookings.today_none');
  const count = texts.html('d_bookings.today_count', { count: visits });
  const ahead =
    next === null
      ? texts.html('d_bookings.today_over')
      : texts.html('d_bookings.today_next', {
          time: formats.time(next.startsAt),
          name: shorten(next.contactName, nameLength),
        });
  return `${count} ${ahead}`;
}

/** What is set up seldom. */
export function salonScreen({ admin, wording }: DeskTurn): Screen {
  return {
    text: wording.texts.html('desk.salon_title'),
    keyboard: [...rowsOf(open(setup, admin.role, wording), 2), deskRow(wording)],
  };
}

function open(sections: readonly Section[], role: Role, { texts }: Wording): InlineButton[] {
  return sections
    .filter(({ permission }) => may(role, permission))
    .map(({ label, data }) => button(texts.plain(label), data));
}

/** The row that leads back to the desk from anywhere in it. */
export function deskRow({ texts }: Wording): Keyboard[number] {
  return [button(texts.plain('desk.home'), openDesk.data({}))];
}

/** The way back beside the way home. */
export function backRow(data: string, wording: Wording): Keyboard[number] {
  return [button(wording.texts.plain('desk.back'), data), ...deskRow(wording)];
}
