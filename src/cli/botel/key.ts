import type { Command } from 'commander';
import { generateIdentity } from 'age-encryption';
import { readBackupKey } from '../../backups/key.js';
import { print, say } from './screen.js';

export function addKey(program: Command): void {
  program
    .command('key')
    .description('make a new key for BACKUP_KEY; nothing is stored')
    .action(async () => {
      const identity = await generateIdentity();
      const { recipient } = await readBackupKey(identity);
      print(`BACKUP_KEY=${identity}`);
      say(
        `Its public half is ${recipient}. Put the line into .env and a copy where it outlives this machine: ` +
          'backups that were sealed with it cannot be opened without it.',
      );
    });
}
