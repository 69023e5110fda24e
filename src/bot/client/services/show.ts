import { readCatalogue } from '../../../commands/read-catalogue.js';
import { readMaster } from '../../../commands/read-master.js';
import { readService } from '../../../commands/read-service.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { showCalendar } from '../calendar/show.js';
import type { Gone } from '../wish.js';
import { firstList, listAroundService } from './paging.js';
import { masterScreen, servicesScreen, staffScreen } from './screens.js';

/** A service's own screen: its masters when there is a choice, else its calendar. */
export async function showService(turn: Turn, serviceId: number): Promise<Reaction> {
  const details = await readService(turn.tenant, serviceId);
  if (details === null) return whenGone(turn, serviceId, 'service_gone');
  if (details.staff.length > 1) return { screen: staffScreen(details, turn.wording) };
  const calendar = await showCalendar(turn, { serviceId, staffId: null }, null);
  return typeof calendar === 'string' ? whenGone(turn, serviceId, 'service_gone') : { screen: calendar };
}

/** A master's services; the whole list, with a word about it, when the master is gone. */
export async function showMaster(turn: Turn, staffId: number, page: number): Promise<Reaction> {
  const details = await readMaster(turn.tenant, staffId);
  if (details !== null) return { screen: masterScreen(details, page, turn.wording) };
  const { services } = await readCatalogue(turn.tenant);
  return {
    screen: servicesScreen(firstList(services, 0), turn.wording),
    notice: { text: turn.wording.texts.plain('master.gone') },
  };
}

/** What is offered instead of a service or a master that is gone, and a word about it. */
export async function whenGone(turn: Turn, serviceId: number, gone: Gone): Promise<Reaction> {
  const { texts } = turn.wording;
  if (gone === 'staff_gone') {
    return { ...(await showService(turn, serviceId)), notice: { text: texts.plain('staff.gone') } };
  }
  const { services } = await readCatalogue(turn.tenant);
  return {
    screen: servicesScreen(firstList(services, 0), turn.wording),
    notice: { text: texts.plain('services.gone') },
  };
}

/** The start of a booking. */
export async function showServices({ tenant, client, wording }: Turn): Promise<Screen> {
  const { services } = await readCatalogue(tenant, client.catalogueVersion);
  return servicesScreen(firstList(services, 0), wording);
}

/** The list of services on the page where one of them stands. */
export async function showListAround(turn: Turn, serviceId: number): Promise<Screen> {
  const { services } = await readCatalogue(turn.tenant, turn.client.catalogueVersion);
  return servicesScreen(listAroundService(services, serviceId), turn.wording);
}
