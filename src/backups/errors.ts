import { BotelError } from '../lib/errors.js';

/** The file is not what was written: cut short, changed, or not a backup at all. Nothing that was read of it may stay. */
export class BackupDamagedError extends BotelError {
  constructor(path: string, reason: string) {
    super('backup_damaged', `the backup ${path} is damaged: ${reason}`);
  }
}

/** The file is sealed with another key, or there is none. */
export class BackupKeyError extends BotelError {
  constructor(reason: string) {
    super('backup_key', reason);
  }
}

/** There is no such backup. */
export class BackupMissingError extends BotelError {
  constructor(tenantId: string, id: string) {
    super(
      'backup_missing',
      id === 'latest' ? `there is no backup of ${tenantId}` : `there is no backup ${id} of ${tenantId}`,
    );
  }
}

/** The folder of backups cannot be used; the message says what to do about it. */
export class BackupFolderError extends BotelError {
  constructor(message: string, options?: ErrorOptions) {
    super('backup_folder', message, options);
  }
}
