import { createService, type NewServiceOrder } from '../../../commands/desk/create-service.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { serviceRoom } from './room.js';

/** The last step of a new service, pressed or typed. */
export async function create(turn: DeskTurn, order: NewServiceOrder): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const result = await createService(tenant, admin, cause, order);
  switch (result.outcome) {
    case 'created':
    case 'already': {
      const key = result.outcome === 'created' ? 'd_services.created' : 'd_services.created_before';
      return serviceRoom.show(turn, result.serviceId, { text: wording.texts.plain(key), isAlert: false });
    }
    case 'gone':
      return serviceRoom.gone(turn);
    case 'invalid':
      return serviceRoom.listWith(turn, 'd_services.invalid');
    case 'too_many':
      return serviceRoom.listWith(turn, 'd_services.too_many');
  }
}
