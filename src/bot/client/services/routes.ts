import { readCatalogue } from '../../../commands/read-catalogue.js';
import { on, type PressRoute } from '../../presses.js';
import {
  listAround,
  listCategory,
  listServices,
  openMaster,
  openPhoto,
  openService,
  stillList,
  closePhoto,
} from './data.js';
import { categoryList, firstList } from './paging.js';
import { hidePhoto, showPhoto } from './photo.js';
import { servicesScreen } from './screens.js';
import { showListAround, showMaster, showService } from './show.js';

export const serviceRoutes: readonly PressRoute[] = [
  on(listServices, async ({ tenant, client, wording }, { page }) => {
    const { services } = await readCatalogue(tenant, client.catalogueVersion);
    return { screen: servicesScreen(firstList(services, page), wording) };
  }),
  on(listCategory, async ({ tenant, client, wording }, { service, page }) => {
    const { services } = await readCatalogue(tenant, client.catalogueVersion);
    return { screen: servicesScreen(categoryList(services, service, page), wording) };
  }),
  on(listAround, async (turn, { service }) => ({ screen: await showListAround(turn, service) })),
  on(openService, (turn, { service }) => showService(turn, service)),
  on(openMaster, (turn, { staff, page }) => showMaster(turn, staff, page)),
  on(openPhoto, showPhoto),
  on(closePhoto, hidePhoto),
  on(stillList, async ({ wording }) => ({ notice: { text: wording.texts.plain('services.page_pressed') } })),
];
