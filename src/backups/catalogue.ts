import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, messageOf } from '../lib/errors.js';
import { renameDurably, unfinishedEnding } from './durable-file.js';
import { BackupFolderError, BackupMissingError } from './errors.js';

/** A backup that lies in the folder: whole, and read back once after it was written. */
export interface StoredBackup {
  /** When it was taken, as the file is named: `2026-11-21T02-15-00Z`. */
  readonly id: string;
  readonly tenant: string;
  readonly takenAt: Date;
  readonly path: string;
  readonly bytes: number;
  readonly encrypted: boolean;
}

const tenantPattern = /^[a-z][a-z0-9_]{1,30}$/;
const idPattern = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;
const filePattern = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z)\.botel(\.age)?$/;
const ending = '.botel';
const sealedEnding = '.botel.age';
/** Written, but not read back yet. */
const unverifiedEnding = '.new';
const damagedEnding = '.damaged';

/** The folder of backups: `<dir>/<tenant>/<id>.botel`, `.botel.age` when encrypted. What else lies there is left alone. */
export function folder(dir: string): BackupFolder {
  return new BackupFolder(dir);
}

export class BackupFolder {
  constructor(readonly dir: string) {}

  /** What there is of one tenant or of all, the newest first. A folder that does not exist is empty. */
  async list(tenantId?: string): Promise<StoredBackup[]> {
    const tenants = tenantId === undefined ? await this.tenants() : [checked(tenantId)];
    const lists = await Promise.all(tenants.map((tenant) => this.listOf(tenant)));
    return lists.flat().sort((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
  }

  /** Rejects with `BackupMissingError` when there is none of this id, also when it cannot be an id. */
  async find(tenantId: string, id: string): Promise<StoredBackup> {
    const found = idPattern.test(id)
      ? (await this.list(tenantId)).find((backup) => backup.id === id)
      : undefined;
    if (found === undefined) throw new BackupMissingError(tenantId, id);
    return found;
  }

  /**
   * Where a backup taken at this moment belongs; makes the folders. A second that is taken is left to who has it.
   * Rejects with `BackupFolderError`.
   */
  async pathFor(tenantId: string, takenAt: Date, encrypted: boolean): Promise<string> {
    const home = await this.ready(checked(tenantId));
    const taken = new Set((await readdir(home)).map((file) => file.slice(0, idLength)));
    let second = Math.floor(takenAt.getTime() / 1000);
    while (taken.has(idOf(second))) second += 1;
    return join(home, `${idOf(second)}${encrypted ? sealedEnding : ending}`);
  }

  /** The name a backup has until it was read back. */
  unverified(path: string): string {
    return `${path}${unverifiedEnding}`;
  }

  /** Gives a backup that was read back its name: from now on it counts. */
  async accept(path: string): Promise<void> {
    await renameDurably(this.unverified(path), path);
  }

  /** What lies there under this name. Rejects when nothing does. */
  async stored(path: string): Promise<StoredBackup> {
    const name = readStoredName(basename(path));
    const tenant = basename(dirname(path));
    const bytes = name === null ? null : await sizeOf(path);
    if (name === null || bytes === null) throw new BackupMissingError(tenant, basename(path));
    return { ...name, tenant, path, bytes };
  }

  /** Sets a file aside that was not what had been written; it counts as no backup. Only the newest such file stays. */
  async setAside(path: string): Promise<string> {
    const home = dirname(path);
    const earlier = (await names(home)).filter((file) => file.endsWith(damagedEnding));
    await Promise.all(earlier.map((file) => rm(join(home, file), { force: true })));
    await renameDurably(this.unverified(path), `${path}${damagedEnding}`);
    return `${path}${damagedEnding}`;
  }

  /** Deletes a backup of this catalogue; one that is gone already is fine. */
  async remove(backup: StoredBackup): Promise<void> {
    const file = `${backup.id}${backup.encrypted ? sealedEnding : ending}`;
    if (!filePattern.test(file)) throw new BackupMissingError(backup.tenant, backup.id);
    await rm(join(this.dir, checked(backup.tenant), file), { force: true });
  }

  /** Deletes what was left of backups nobody is writing any more: only for who alone writes this tenant's backups. */
  async removeUnfinished(tenantId: string): Promise<number> {
    const home = join(this.dir, checked(tenantId));
    const strays = (await names(home)).filter(isUnfinished);
    await Promise.all(strays.map((file) => rm(join(home, file), { force: true })));
    return strays.length;
  }

  private async tenants(): Promise<string[]> {
    return (await names(this.dir)).filter((name) => tenantPattern.test(name));
  }

  private async listOf(tenant: string): Promise<StoredBackup[]> {
    const home = join(this.dir, tenant);
    const stored = await Promise.all(
      (await names(home)).map(async (file) => {
        const name = readStoredName(file);
        const path = join(home, file);
        const bytes = name === null ? null : await sizeOf(path);
        return name === null || bytes === null ? null : { ...name, tenant, path, bytes };
      }),
    );
    return stored.filter((backup) => backup !== null);
  }

  private async ready(tenantId: string): Promise<string> {
    const home = join(this.dir, tenantId);
    try {
      for (const path of [this.dir, home]) {
        if ((await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined) await chmod(path, 0o700);
      }
      return home;
    } catch (error) {
      throw new BackupFolderError(
        `the folder ${home} cannot be made (${messageOf(error)}): give the user Botel runs as the right to write ` +
          `there, or set BACKUP_DIR to a folder where it may`,
        { cause: error },
      );
    }
  }
}

/** What the name of a backup's file says; null when it is not one. */
export function readStoredName(file: string): Pick<StoredBackup, 'id' | 'takenAt' | 'encrypted'> | null {
  const [, id, sealed] = filePattern.exec(file) ?? [];
  const takenAt = id === undefined ? null : momentOf(id);
  return id === undefined || takenAt === null ? null : { id, takenAt, encrypted: sealed !== undefined };
}

const idLength = '2026-11-21T02-15-00Z'.length;

function idOf(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 19).replaceAll(':', '-') + 'Z';
}

function momentOf(id: string): Date | null {
  const [date, time] = id.split('T');
  const moment = new Date(`${date}T${time?.replaceAll('-', ':')}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

function isUnfinished(file: string): boolean {
  const bare = [unfinishedEnding, unverifiedEnding].reduce(
    (name, suffix) => (name.endsWith(suffix) ? name.slice(0, -suffix.length) : name),
    file,
  );
  return bare !== file && filePattern.test(bare);
}

function checked(tenantId: string): string {
  if (!tenantPattern.test(tenantId)) throw new BackupFolderError('that is not the id of a tenant');
  return tenantId;
}

const nothingThere = new Set(['ENOENT', 'ENOTDIR']);

async function names(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (nothingThere.has(codeOf(error) ?? '')) return [];
    throw new BackupFolderError(
      `the folder ${path} cannot be read (${messageOf(error)}): give the user Botel runs as the right to read it`,
      { cause: error },
    );
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
