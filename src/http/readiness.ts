/** What `/readyz` tells: counts and ids, nothing secret. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not, or null. */
  readonly reason: string | null;
  readonly release: string;
  /** How many tenants are in each state. */
  readonly tenants: Readonly<Record<string, number>>;
  /** Tenants whose bot hears nothing although it should. */
  readonly deaf: readonly string[];
  readonly database: 'reachable' | 'away';
  /** Tenants without a backup for more than 36 hours, the first few of them. No reason to be unready. */
  readonly backups: { readonly overdue: number; readonly of: readonly string[] };
  /** Null before it is opened. No reason to be unready: what is due is sent without it, seconds later. */
  readonly queue: { readonly backend: 'Redis' | 'PostgreSQL'; readonly connected: boolean } | null;
}
