export type TenantPhase = 'starting' | 'running' | 'parked' | 'suspended' | 'stopping';

/** How one tenant is doing, as operators may see it: no secret is in it. */
export interface TenantStatus {
  readonly id: string;
  readonly state: TenantPhase;
  /** Why it is parked, or what its bot is struggling with while it runs. */
  readonly reason: string | null;
  /** Epoch milliseconds since which the state holds. */
  readonly since: number;
}
