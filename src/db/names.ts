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

/** Where a backup is loaded before it takes the place of a tenant's schema. The prefix is as long as the tenant's own. */
export function restoringOf(id: string): string {
  return `r_${checkTenantId(id)}`;
}

/** Where the schema waits that a backup took the place of; `at` is epoch milliseconds. */
export function setAsideOf(id: string, at: number): string {
  const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  return `o_${checkTenantId(id)}_${stamp}`;
}

/** Whose schema was set aside under this name and when, in epoch milliseconds; null for any other name. */
export function readSetAside(schema: string): { tenantId: string; at: number } | null {
  const found = /^o_([a-z][a-z0-9_]{1,30})_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(schema);
  if (found === null) return null;
  const [, tenantId = '', year, month, day, hour, minute, second] = found;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : { tenantId, at };
}
