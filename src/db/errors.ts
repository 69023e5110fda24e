import { DatabaseError } from 'pg';
import { BotelError, TransientError, messageOf } from '../lib/errors.js';

/** The server cannot be reached, is starting, stopping or full: trying again later may work. */
export class DatabaseUnavailableError extends TransientError {
  constructor(reason: string) {
    super('database_unavailable', `the database is not available: ${reason}`);
  }
}

/** The server or its login role cannot carry Botel; the message says what to change, with the SQL to run. */
export class DatabaseSetupError extends BotelError {
  constructor(message: string) {
    super('database_setup', message);
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

/** SQLSTATE classes and codes that say "not now" rather than "not like this". */
const unavailable = /^(?:08|53|57P0[1-5]|25P03)/;
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
 * What a failed statement ends with. Connection trouble becomes `DatabaseUnavailableError`; other errors of the server
 * stay `DatabaseError` with `code` and `constraint`, without `detail`, which quotes people's data. Errors that are not
 * the database's are given back unchanged.
 */
export function translate(error: unknown): unknown {
  const state = sqlStateOf(error);
  if (error instanceof DatabaseError) {
    if (state !== null && unavailable.test(state)) return unavailableBecause(error);
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
