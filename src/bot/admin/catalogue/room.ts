import {
  listEntries,
  readEntryCard,
  type CatalogueKind,
  type EntryCard,
  type EntryEdit,
  type EntryKeys,
} from '../../../commands/desk/catalogue-kind.js';
import { editEntry } from '../../../commands/desk/edit-entry.js';
import { moveEntry } from '../../../commands/desk/move-entry.js';
import type { CatalogueFields } from '../../../domain/catalogue-fields.js';
import type { Move } from '../../../domain/row-order.js';
import type { TextKey } from '../../../i18n/texts.js';
import { removePressed, sendPhoto } from '../../photo.js';
import type { Keyboard, Reaction, Screen } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import type { EntryLook } from './look.js';
import { aboveScreen, saidOf, type Said } from './said.js';
import { cardScreen, hideScreen, listScreen, photoKeyboard } from './screens.js';

/** The room of all entries of one kind: a list, and a card for each, on which everything about it is changed. */
export class CatalogueRoom<Fields extends CatalogueFields, Entry extends EntryKeys> {
  constructor(
    readonly kind: CatalogueKind<Fields, Entry>,
    readonly look: EntryLook<Fields, Entry>,
    /** What an empty list offers beside a first entry. */
    private readonly beginnings: (turn: DeskTurn) => Promise<Keyboard> = async () => [],
  ) {}

  async listScreen(turn: DeskTurn, page = 0): Promise<Screen> {
    const { tenant, admin, wording } = turn;
    const entries = await listEntries(tenant, this.kind);
    const offered = entries.length === 0 ? await this.beginnings(turn) : [];
    return listScreen(this.look, entries, page, { role: admin.role, wording, offered });
  }

  /** The list, with something said over it that has to be closed. */
  async listWith(turn: DeskTurn, alert: TextKey): Promise<Reaction> {
    const notice = { text: turn.wording.texts.plain(alert), alert: true };
    return { screen: await this.listScreen(turn), notice };
  }

  gone(turn: DeskTurn): Promise<Reaction> {
    return this.listWith(turn, 'desk.gone');
  }

  /** One entry. `said`: above it. */
  show(turn: DeskTurn, id: number, said: Said | null = null): Promise<Reaction> {
    return this.withCard(turn, id, (card) => ({ screen: this.cardScreen(turn, card, said) }));
  }

  askToHide(turn: DeskTurn, id: number): Promise<Reaction> {
    return this.withCard(turn, id, (card) => ({ screen: hideScreen(this.look, card, turn.wording) }));
  }

  /** A change that a button asks for: what came of it is said over the chat. */
  async editPressed(turn: DeskTurn, order: EntryEdit<Fields>): Promise<Reaction> {
    const { text, isAlert } = await this.edit(turn, order);
    return { notice: { text, alert: isAlert }, ...(await this.show(turn, order.id)) };
  }

  /** A change that was typed: what came of it stands above the entry. */
  async editTyped(turn: DeskTurn, order: EntryEdit<Fields>): Promise<Reaction> {
    return this.show(turn, order.id, await this.edit(turn, order));
  }

  async move(turn: DeskTurn, id: number, move: Move): Promise<Reaction> {
    const { tenant, admin, cause, wording } = turn;
    const { outcome } = await moveEntry(tenant, admin, cause, this.kind, { id, move });
    return this.withCard(turn, id, (card) => {
      const { index, of } = card.place;
      const text =
        outcome === 'at_end'
          ? wording.texts.plain('d_services.at_end')
          : wording.texts.plain('d_services.moved', { place: index + 1, of });
      return { screen: this.cardScreen(turn, card, null), notice: { text } };
    });
  }

  showPhoto(turn: DeskTurn, id: number): Promise<Reaction> {
    return this.withCard(turn, id, async (card) => {
      const { photoFileId: fileId } = card.entry;
      const keyboard = photoKeyboard(this.look, id, turn.wording);
      if (fileId !== null && (await sendPhoto(turn, { fileId, keyboard }))) return {};
      const text = turn.wording.texts.plain('d_services.photo_gone');
      return { screen: this.cardScreen(turn, card, null), notice: { text, alert: true } };
    });
  }

  /** Back to the screen above; one that is too old to be taken away is followed by the entry. */
  async hidePhoto(turn: DeskTurn, id: number): Promise<Reaction> {
    return (await removePressed(turn)) ? {} : this.show(turn, id);
  }

  /** Something about one entry; the list when there is none. */
  async withCard<Result>(
    turn: DeskTurn,
    id: number,
    react: (card: EntryCard<Entry>) => Result | Promise<Result>,
  ): Promise<Result | Reaction> {
    const card = await readEntryCard(turn.tenant, this.kind, id);
    return card === null ? this.gone(turn) : react(card);
  }

  private cardScreen(turn: DeskTurn, card: EntryCard<Entry>, said: Said | null): Screen {
    const { admin, wording } = turn;
    return cardScreen(this.look, card, { role: admin.role, wording }, said && aboveScreen(said));
  }

  private async edit(turn: DeskTurn, order: EntryEdit<Fields>): Promise<Said> {
    const { outcome, keptVisits } = await editEntry(turn.tenant, turn.admin, turn.cause, this.kind, order);
    if (outcome !== 'saved') return saidOf(turn, outcome);
    const { texts } = turn.wording;
    const { words } = this.look;
    if (keptVisits === null) {
      const text = texts.plain(order.values.active === true ? words.restored : 'desk.saved');
      return { text, isAlert: false };
    }
    const count = keptVisits;
    return {
      text: count === 0 ? texts.plain(words.hiddenNone) : texts.plain(words.hidden, { count }),
      isAlert: false,
    };
  }
}
