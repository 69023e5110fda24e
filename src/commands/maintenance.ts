import { TenantInMaintenanceError } from '../db/errors.js';

/** Whether something failed because a backup is about to take the place of the tenant's data, which is over in seconds. */
export function isMaintenance(error: unknown): boolean {
  return error instanceof TenantInMaintenanceError;
}
