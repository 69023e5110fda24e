import type { SalonBlueprint } from '../../../domain/blueprint.js';
import { templateNames, type TemplateName } from '../../../domain/templates.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, rowsOf, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { deskRow } from '../home/screens.js';
import { leaveEmpty, listTemplates, takeTemplate, viewTemplate } from './data.js';

/** Asks what kind of salon it is. */
export function templatesScreen(salon: string, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_services.template_ask', { salon }),
    keyboard: [
      ...rowsOf(
        templateNames().map((template) =>
          button(texts.plain(`d_services.template.${template}`), viewTemplate.data({ template })),
        ),
        2,
      ),
      [button(texts.plain('d_services.start_empty'), leaveEmpty.data({}))],
    ],
  };
}

const nameShown = 40;
const servicesShown = 15;

/** What a template would fill in. `currency`: the salon's. */
export function templateScreen(
  template: TemplateName,
  { services, staff, hours, breaks }: SalonBlueprint,
  currency: string,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const rows = services.slice(0, servicesShown).map(({ name, priceMinor, durationMinutes }) =>
    texts.html('d_services.template_row', {
      name: shorten(name, nameShown),
      price: wording.price(priceMinor, currency),
      duration: wording.duration(durationMinutes),
    }),
  );
  const [open] = hours;
  const [lunch] = breaks;
  return {
    text: paragraphs(
      texts.html('d_services.template_title', { template: texts.plain(`d_services.template.${template}`) }),
      lines(
        ...rows,
        services.length > servicesShown
          ? texts.html('d_services.template_more', { count: services.length - servicesShown })
          : null,
      ),
      lines(
        texts.html('d_services.template_master', { name: staff.map(({ name }) => name).join(', ') }),
        open === undefined
          ? null
          : texts.html('d_services.template_hours', {
              days: hours.length,
              from: clockTime(open.startMinute),
              to: clockTime(open.endMinute),
            }),
        lunch === undefined
          ? null
          : texts.html('d_services.template_lunch', {
              from: clockTime(lunch.startMinute),
              to: clockTime(lunch.endMinute),
            }),
      ),
      texts.html('d_services.template_note'),
    ),
    keyboard: [
      [button(texts.plain('d_services.template_take'), takeTemplate.data({ template }), 'primary')],
      [button(texts.plain('desk.back'), listTemplates.data({})), ...deskRow(wording)],
    ],
  };
}

function clockTime(minute: number): string {
  const hour = Math.floor(minute / 60) % 24;
  return `${String(hour).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
