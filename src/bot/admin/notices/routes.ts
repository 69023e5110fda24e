import { editNoticeChoices, readNoticeChoices } from '../../../commands/desk/notice-choices.js';
import { digestMinutes } from '../../../domain/desk-notices.js';
import { desk, type DeskRoute } from '../desk-route.js';
import { openNotices, setDigest, setNotice } from './data.js';
import { noticesScreen } from './screens.js';

export const noticesRoutes: readonly DeskRoute[] = [
  desk(openNotices, 'self.edit', async ({ tenant, admin, wording }) => ({
    screen: noticesScreen(admin, await readNoticeChoices(tenant, admin), wording),
  })),
  desk(setNotice, 'self.edit', async ({ tenant, admin, cause, wording }, { what, to }) => {
    const choices = await editNoticeChoices(tenant, admin, cause, { [what]: to === 'on' });
    return {
      screen: noticesScreen(admin, choices, wording),
      notice: { text: wording.texts.plain('desk.saved') },
    };
  }),
  desk(setDigest, 'self.edit', async ({ tenant, admin, cause, wording }, { choice }) => {
    const digestMinute = digestMinutes[choice - 1] ?? null;
    const choices = await editNoticeChoices(tenant, admin, cause, { digestMinute });
    return {
      screen: noticesScreen(admin, choices, wording),
      notice: { text: wording.texts.plain('desk.saved') },
    };
  }),
];
