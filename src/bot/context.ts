import type { Context } from 'telegraf';
import type { TenantContext } from '../commands/tenant-context.js';

/** What the host adds to every update's context: whose bot this is. */
export interface BotContext extends Context {
  tenant: TenantContext;
}
