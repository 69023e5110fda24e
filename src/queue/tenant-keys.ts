/**
 * What the keys of a tenant in Redis begin with. `generation`: of its data, 0 as long as no backup has taken its place;
 * what another one has left there is not found any more and expires.
 */
export function tenantKeys(tenantId: string, generation: number): string {
  return generation === 0 ? `${tenantId}:` : `${tenantId}:since-${generation.toString(36)}:`;
}
