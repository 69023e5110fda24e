import { catalogueTexts } from '../../../domain/catalogue-text.js';
import { button, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { lengthRows, usualLengths } from '../lengths.js';
import { lengthLimits, priceLimit } from '../typed-values.js';
import { listServices, makeFree, serviceButtons, setDraftLength } from './data.js';

export function askNameScreen(problem: string | null, wording: Wording): Screen {
  const { min, max } = catalogueTexts.serviceName;
  return {
    text: paragraphs(problem, wording.texts.html('d_services.ask_new', { min, max })),
    keyboard: [backRow(listServices.data({ page: 0 }), wording)],
  };
}

export function askDraftLengthScreen(
  { draft, name }: { readonly draft: number; readonly name: string },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(
      problem,
      texts.html('d_services.ask_new_length', { name, ...lengthLimits('duration', wording) }),
    ),
    keyboard: [
      ...lengthRows(usualLengths, wording, (minutes) => setDraftLength.data({ draft, minutes })),
      backRow(serviceButtons.create.data({}), wording),
    ],
  };
}

export function askDraftPriceScreen(
  {
    draft,
    minutes,
    name,
    currency,
  }: {
    readonly draft: number;
    readonly minutes: number;
    readonly name: string;
    readonly currency: string;
  },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const facts = { name, duration: wording.duration(minutes), max: priceLimit(currency, wording) };
  return {
    text: paragraphs(problem, texts.html('d_services.ask_new_price', { ...facts, currency })),
    keyboard: [
      [button(texts.plain('d_services.make_free'), makeFree.data({ draft, minutes }))],
      backRow(serviceButtons.create.data({}), wording),
    ],
  };
}
