import { readCatalogue } from '../../../commands/read-catalogue.js';
import { readService } from '../../../commands/read-service.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { categoryList, firstList, type ServiceList } from '../services/paging.js';
import { servicesScreen, type ListLinks } from '../services/screens.js';
import type { Order } from '../wish.js';
import { chooseMasterScreen } from './change-screens.js';
import { changeCategory, changeOrder, changeService, openSummary, valuesOf } from './data.js';
import { continueOrder, orderGone } from './show.js';

/** The masters who offer the service, to go on with the same time. */
export async function offerMasters(turn: Turn, order: Order): Promise<Reaction> {
  const details = await readService(turn.tenant, order.serviceId);
  if (details === null) return orderGone(turn, order);
  if (details.staff.length < 2) return continueOrder(turn, order);
  return { screen: chooseMasterScreen(order, details, turn.wording) };
}

/** The services, to go on with the same time. */
export async function offerServices(turn: Turn, order: Order, page: number): Promise<Reaction> {
  const { services } = await readCatalogue(turn.tenant, turn.client.catalogueVersion);
  return { screen: listScreen(turn, order, firstList(services, page)) };
}

/** The services of one category, to go on with the same time. */
export async function offerCategory(
  turn: Turn,
  order: Order,
  anchor: number,
  page: number,
): Promise<Reaction> {
  const { services } = await readCatalogue(turn.tenant, turn.client.catalogueVersion);
  return { screen: listScreen(turn, order, categoryList(services, anchor, page)) };
}

function listScreen({ wording }: Turn, order: Order, list: ServiceList): Screen {
  const values = valuesOf(order);
  const links: ListLinks = {
    list: (page) => changeService.data({ ...values, page }),
    category: (anchor, page) => changeCategory.data({ ...values, anchor, page }),
    service: (service) => changeOrder.data({ ...values, service }),
    back: openSummary.data(values),
  };
  return servicesScreen(list, wording, links);
}

/** Goes on with another service or master; a master who does not offer the service gives way to any. */
export async function applyChange(turn: Turn, order: Order): Promise<Reaction> {
  const { serviceId, staffId } = order;
  const details = await readService(turn.tenant, serviceId);
  if (details === null) return orderGone(turn, order);
  const offers = staffId === null || details.staff.some(({ id }) => id === staffId);
  return continueOrder(turn, offers ? order : { ...order, staffId: null }, 'changed');
}
