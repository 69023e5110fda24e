import type { CatalogueFields } from '../../../domain/catalogue-fields.js';
import type { EntryKeys } from '../../../commands/desk/catalogue-kind.js';
import type { Question } from '../ask.js';
import { desk, type DeskRoute } from '../desk-route.js';
import { fieldOf } from './buttons.js';
import { askField, changeOf, type Asked } from './field-question.js';
import type { CatalogueRoom } from './room.js';

const seen = 'salon.view';

/** The buttons that services and masters both have, tied to their room; `asked` is its question of the fields. */
export function entryRoutes<Fields extends CatalogueFields, Entry extends EntryKeys>(
  room: CatalogueRoom<Fields, Entry>,
  asked: Question<Asked<Fields>>,
): readonly DeskRoute[] {
  const { buttons, needed, fields } = room.look;
  return [
    desk(buttons.list, seen, async (turn, { page }) => ({ screen: await room.listScreen(turn, page) })),
    desk(buttons.open, seen, (turn, { id }) => room.show(turn, id)),
    desk(buttons.showPhoto, seen, (turn, { id }) => room.showPhoto(turn, id)),
    desk(buttons.hidePhoto, seen, (turn, { id }) => room.hidePhoto(turn, id)),
    desk(buttons.editField, needed, (turn, values) => askField(room, asked, turn, values)),
    desk(buttons.clearField, needed, (turn, { id, version, field }) =>
      room.editPressed(turn, {
        id,
        expectedVersion: version,
        values: changeOf(fieldOf(fields, field), null),
      }),
    ),
    desk(buttons.move, needed, (turn, { id, move }) => room.move(turn, id, move)),
    desk(buttons.hide, needed, (turn, { id, version, sure }) =>
      sure === 'ask'
        ? room.askToHide(turn, id)
        : room.editPressed(turn, { id, expectedVersion: version, values: { active: false } }),
    ),
    desk(buttons.restore, needed, (turn, { id, version }) =>
      room.editPressed(turn, { id, expectedVersion: version, values: { active: true } }),
    ),
  ];
}
