import type { ServiceView } from '../../../commands/read-catalogue.js';
import { shorten } from '../../../i18n/html.js';
import { paragraphs } from '../../screen.js';
import type { Wording } from '../../wording.js';

/** What a screen says about the chosen service and master. */
export interface Card {
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly durationMinutes: number;
  readonly description: string | null;
  /** Null when there is no choice of masters; `any` when it was left to the salon. */
  readonly master: { readonly name: string } | 'any' | null;
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
