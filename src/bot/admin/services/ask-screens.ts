import type { DeskService } from '../../../commands/desk/services.js';
import { catalogueTexts } from '../../../domain/catalogue-text.js';
import { button, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import {
  clearField,
  listServices,
  makeFree,
  newService,
  openService,
  setCategory,
  setDraftLength,
  setFree,
  setLength,
  showServicePhoto,
  type Clearable,
  type LengthField,
  type ServiceField,
} from './data.js';
import { categoryChoices } from './screens.js';
import { lengthLimits, priceLimit } from '../typed-values.js';

const usualLengths = [15, 30, 45, 60, 75, 90, 120, 150, 180] as const;
const usualBuffers = [0, 5, 10, 15, 20, 30, 45, 60] as const;
const categoriesShown = 12;

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
      ...rowsOf(
        usualLengths.map((minutes) =>
          button(wording.duration(minutes), setDraftLength.data({ draft, minutes })),
        ),
        3,
      ),
      backRow(newService.data({}), wording),
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
      backRow(newService.data({}), wording),
    ],
  };
}

/** Asks for a new value of one field; what can be chosen stands on buttons. */
export function askFieldScreen(
  field: ServiceField,
  { service, others }: { readonly service: DeskService; readonly others: readonly DeskService[] },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const keeps = field === 'price' || field === 'duration' || field === 'before' || field === 'after';
  return {
    text: paragraphs(
      problem,
      texts.html('d_services.editing', { name: service.name }),
      askWords(field, service, wording),
      keeps ? texts.html('d_services.booked_stays') : null,
    ),
    keyboard: [
      ...choicesOf(field, service, others, wording),
      backRow(openService.data({ service: service.id }), wording),
    ],
  };
}

function askWords(field: ServiceField, service: DeskService, wording: Wording): string {
  const { texts } = wording;
  switch (field) {
    case 'name':
      return texts.html('d_services.ask.name', {
        min: catalogueTexts.serviceName.min,
        max: catalogueTexts.serviceName.max,
      });
    case 'description':
    case 'category':
      return texts.html(`d_services.ask.${field}`, { max: catalogueTexts[field].max });
    case 'price': {
      const now = wording.price(service.priceMinor, service.currency);
      const { currency } = service;
      return texts.html('d_services.ask.price', { now, currency, max: priceLimit(currency, wording) });
    }
    case 'duration':
    case 'before':
    case 'after':
      return texts.html(`d_services.ask.${field}`, {
        now: wording.duration(minutesOf(service, field)),
        ...lengthLimits(field === 'duration' ? 'duration' : 'buffer', wording),
      });
    case 'photo':
      return texts.html('d_services.ask.photo');
  }
}

export function minutesOf(service: DeskService, field: LengthField): number {
  if (field === 'duration') return service.durationMinutes;
  return field === 'before' ? service.bufferBeforeMinutes : service.bufferAfterMinutes;
}

function choicesOf(
  field: ServiceField,
  service: DeskService,
  others: readonly DeskService[],
  wording: Wording,
): Keyboard {
  const { texts } = wording;
  const { id, version, photoFileId } = service;
  const clear = (of: Clearable, isSet: boolean): Keyboard =>
    isSet
      ? [
          [
            button(
              texts.plain(`d_services.clear.${of}`),
              clearField.data({ service: id, version, field: of }),
              'danger',
            ),
          ],
        ]
      : [];
  switch (field) {
    case 'name':
      return [];
    case 'price':
      return [[button(texts.plain('d_services.make_free'), setFree.data({ service: id, version }))]];
    case 'duration':
    case 'before':
    case 'after':
      return lengthRows(field, service, wording);
    case 'description':
      return clear('description', service.description !== null);
    case 'category':
      return [
        ...rowsOf(
          categoryChoices(others, service)
            .slice(0, categoriesShown)
            .map(({ name, anchor }) => button(name, setCategory.data({ service: id, version, anchor }))),
          2,
        ),
        ...clear('category', service.category !== null),
      ];
    case 'photo':
      return [
        ...(photoFileId === null
          ? []
          : [[button(texts.plain('d_services.show_photo'), showServicePhoto.data({ service: id }))]]),
        ...clear('photo', photoFileId !== null),
      ];
  }
}

function lengthRows(field: LengthField, service: DeskService, wording: Wording): Keyboard {
  const { id, version } = service;
  const current = minutesOf(service, field);
  const usual: readonly number[] = field === 'duration' ? usualLengths : usualBuffers;
  const buttons = usual.map((minutes) => {
    const label = minutes === 0 ? wording.texts.plain('d_services.no_buffer') : wording.duration(minutes);
    const data = setLength.data({ service: id, version, field, minutes });
    return button(minutes === current ? `✓ ${label}` : label, data);
  });
  return rowsOf(buttons, 3);
}
