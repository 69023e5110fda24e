import { BotelError } from '../lib/errors.js';

const tenantId = /^[a-z][a-z0-9_]{1,30}$/;

/** The platform's own schema. */
export const platformSchema = 'botel';

/** Rejects anything that is not a tenant id, so that what follows may be written into SQL. */
export function checkTenantId(id: string): string {
  if (!tenantId.test(id))
    throw new BotelError('bad_tenant_id', `not a tenant id: ${JSON.stringify(id.slice(0, 40))}`);
  return id;
}

/** The name of a tenant's schema and of its role. */
export function schemaOf(id: string): string {
  return `t_${checkTenantId(id)}`;
}

/** Where the schema of an archived tenant waits. */
export function archiveOf(id: string): string {
  return `x_${checkTenantId(id)}`;
}
