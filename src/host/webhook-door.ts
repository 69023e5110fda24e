import { randomBytes } from 'node:crypto';
import type { Update } from 'telegraf/types';
import type { Admission, WebhookDoor } from '../http/webhooks.js';
import type { Receipt } from '../telegram/webhook-intake.js';
import { isSameSecret, webhookSecret } from '../telegram/webhook-secret.js';
import type { Supervisor } from './supervisor.js';

/** Stands in for the token of a tenant that is not there, so that asking for it takes as long. */
const nobodysToken = randomBytes(32).toString('base64url');

/** Lets Telegram's deliveries in to the tenants of this process. */
export class TenantsDoor implements WebhookDoor {
  /** Before the tenants are known and after the last one has stopped, whoever comes shall come again. */
  isOpen = false;

  constructor(private readonly tenants: Pick<Supervisor, 'slot'>) {}

  admit(id: string, secret: string): Admission {
    if (!this.isOpen) return 'later';
    const slot = this.tenants.slot(id);
    const isGenuine = isSameSecret(secret, webhookSecret(slot?.config.token ?? nobodysToken, id));
    if (slot === null || !isGenuine || !slot.isAwaited) return 'stranger';
    return slot.isReceiving ? 'welcome' : 'later';
  }

  async receive(id: string, update: Update): Promise<Receipt> {
    return this.tenants.slot(id)?.receive(update) ?? 'left';
  }
}
