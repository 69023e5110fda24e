import { readPhoto, type PhotoOf } from '../../../commands/read-photo.js';
import { removePressed, sendPhoto } from '../../photo.js';
import { button, type Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { closePhoto } from './data.js';
import { showMaster, showService } from './show.js';

interface Subject {
  readonly of: PhotoOf;
  readonly id: number;
}

/** Sends the photo below the card, with a button that takes it away again. */
export async function showPhoto(turn: Turn, { of, id }: Subject): Promise<Reaction> {
  const { texts } = turn.wording;
  const fileId = await readPhoto(turn.tenant, of, id);
  const keyboard = [[button(texts.plain('nav.back'), closePhoto.data({ of, id }))]];
  if (fileId !== null && (await sendPhoto(turn, { fileId, keyboard }))) return {};
  return { ...(await showCard(turn, { of, id })), notice: { text: texts.plain('service.photo_gone') } };
}

/** Back to the card, which stands above; one that is too old to be taken away is followed by the card. */
export async function hidePhoto(turn: Turn, subject: Subject): Promise<Reaction> {
  return (await removePressed(turn)) ? {} : showCard(turn, subject);
}

function showCard(turn: Turn, { of, id }: Subject): Promise<Reaction> {
  return of === 'service' ? showService(turn, id) : showMaster(turn, id, 0);
}
