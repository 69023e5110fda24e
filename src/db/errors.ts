import { DatabaseError } from 'pg';
import { BotelError, TransientError, messageOf } from '../lib/errors.js';

/** The server cannot be reached, is starting, stopping or full: trying again later may work. */
export class DatabaseUnavailableError extends TransientError {
  constructor(reason: string) {
    super('database_unavailable', `the database is not available: ${reason}`);
  }
}

/** The tenant has all the connections it may have, and they are busy, or its rows are locked. Nothing was done. */
export class TenantBusyError extends TransientError {
  constructor(reason: string) {
    super('tenant_busy', `the tenant's share of the database is busy: ${reason}`);
  }
}

/** The server or its login role cannot carry Botel; the message says what to change, with the SQL to run. */
export class DatabaseSetupError extends BotelError {
  constructor(message: string) {
    super('database_setup', message);
  }
}

/** A backup is about to take the place of the tenant's tables: a matter of seconds. Nothing was done. */
export class TenantInMaintenanceError extends TransientError {
  constructor(tenantId: string) {
    super('tenant_in_maintenance', `the tables of tenant ${tenantId} are being replaced by a backup`);
  }
}

/** A backup could not take the place of a tenant's tables, which are as they were; the message says why. */
export class RestoreError extends BotelError {
  constructor(reason: string, options?: ErrorOptions) {
    super('restore_failed', reason, options);
  }
}

/** A tenant's schema could not be brought to the version this program needs. Nothing of the attempt is left. */
export class MigrationError extends BotelError {
  constructor(subject: string, reason: string, options?: ErrorOptions) {
    super('migration_failed', `migrating ${subject} failed: ${reason}`, options);
  }
}

/** A tenant without schema or role: it was never provisioned here, or it is archived. */
export class TenantNotProvisionedError extends BotelError {
  constructor(tenantId: string) {
    super('tenant_not_provisioned', `tenant ${tenantId} has no schema in this database`);
  }
}

/** A statement that a tenant's transaction does not run, or one that came too late. */
export class StatementRefusedError extends BotelError {
  constructor(reason: string) {
    super('statement_refused', reason);
  }
}

/**
 * SQLSTATE classes and codes that say "not now" rather than "not like this": the connection (08), memory, disk or
 * connections used up (53), files that cannot be read or written (58), the server stopping or starting (57P0x), a statement
 * (57014) or a transaction (25P03) that took too long. Every statement of ours is quick unless the server is in trouble.
 */
const unavailable = /^(?:08|53|58|57P0[1-5]|57014|25P03)/;
/** What `lock_timeout` ends with. */
const lockedOut = '55P03';
const retryable = new Set(['40P01', '40001']);

/** The SQLSTATE of an error the server sent, else null. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof DatabaseError ? (error.code ?? null) : null;
}

/** True for a deadlock or a serialization failure: the same work may succeed when it is run again. */
export function isRetryable(error: unknown): boolean {
  return retryable.has(sqlStateOf(error) ?? '');
}

/**
 * What a failed statement ends with. Connection trouble becomes `DatabaseUnavailableError`, a lock that was waited for too
 * long `TenantBusyError`; other errors of the server
 * stay `DatabaseError` with `code` and `constraint`, without `detail`, which quotes people's data. Errors that are not
 * the database's are given back unchanged.
 */
export function translate(error: unknown): unknown {
  const state = sqlStateOf(error);
  if (error instanceof DatabaseError) {
    if (state !== null && unavailable.test(state)) return unavailableBecause(error);
    if (state === lockedOut) return new TenantBusyError('somebody else has locked what it needs');
    delete error.detail;
    delete error.where;
    return error;
  }
  return isConnectionFailure(error) ? unavailableBecause(error) : error;
}

/** Names the failure without its cause object, which holds the connection's parameters. */
export function unavailableBecause(error: unknown): DatabaseUnavailableError {
  if (error instanceof DatabaseUnavailableError) return error;
  const state = sqlStateOf(error);
  return new DatabaseUnavailableError(state === null ? messageOf(error) : `${messageOf(error)} (${state})`);
}

const socketCodes = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
const driverMessages =
  /^(?:Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying|Cannot use a pool|Client was closed)/;

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (socketCodes.test(code) && 'syscall' in error) || driverMessages.test(error.message);
}
