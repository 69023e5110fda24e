import type { ServiceView } from '../../../commands/read-catalogue.js';
import { shorten } from '../../../i18n/html.js';
import { button, paragraphs, type Keyboard } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openPhoto } from './data.js';

/** What a screen says about the chosen service and master. */
export interface Card {
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly description: string | null;
  /** Null when there is no choice of masters; `any` when it was left to the salon. */
  readonly master: { readonly name: string } | 'any' | null;
  /** Button data that shows the photo; null when there is none. */
  readonly photo: string | null;
}

interface Chosen {
  readonly id: number;
  readonly name: string;
  readonly priceMinor: number;
  readonly durationMinutes: number;
}

const nameLength = 120;
const descriptionLength = 1200;

/** The card of a service, with one of its masters or without a choice among them. */
export function cardOf(service: ServiceView, master: Chosen | null): Card {
  return {
    name: service.name,
    priceMinor: master?.priceMinor ?? service.priceMinor,
    currency: service.currency,
    durationMinutes: master?.durationMinutes ?? service.durationMinutes,
    description: service.description,
    master: service.staffCount < 2 ? null : (master ?? 'any'),
    photo: service.hasPhoto ? openPhoto.data({ of: 'service', id: service.id }) : null,
  };
}

/** The head of the screens between choosing a service and confirming: `full` adds the description. */
export function cardText(card: Card, wording: Wording, full: boolean): string {
  const { texts } = wording;
  const facts = {
    name: shorten(card.name, nameLength),
    price: wording.price(card.priceMinor, card.currency),
    duration: wording.duration(card.durationMinutes),
  };
  const { master } = card;
  const head =
    master === null
      ? texts.html('service.card', facts)
      : texts.html('service.card_with_master', {
          ...facts,
          master: master === 'any' ? texts.plain('service.any_master') : shorten(master.name, nameLength),
        });
  const description = full && card.description !== null ? shorten(card.description, descriptionLength) : null;
  return paragraphs(head, description === null ? null : texts.html('service.about', { description }));
}

/** The button of a card's photo, in a row of its own; nothing when there is none. */
export function photoRow(photo: string | null, { texts }: Wording): Keyboard {
  return photo === null ? [] : [[button(texts.plain('service.photo'), photo)]];
}
