import '../../src/lib/typescript-sources';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedOptions } from '../../src/db/embedded-postgres.js';

/** A process that owns an embedded server, for tests that kill it. Told what to do and telling how it went over IPC. */
export interface HostReport {
  readonly ready?: { url: string; adminUrl: string };
  readonly failed?: { code: string; message: string };
  readonly stopped?: true;
}

function report(message: HostReport): void {
  process.send?.(message);
}

async function main(options: Omit<EmbeddedOptions, 'log'>): Promise<void> {
  try {
    const server = await startEmbeddedPostgres({ ...options, log: pino({ level: 'info' }) });
    report({ ready: { url: server.url, adminUrl: server.adminUrl } });
    process.once('message', () => {
      server.stop().then(
        () => {
          report({ stopped: true });
          process.disconnect();
        },
        (error: unknown) => report({ failed: { code: 'stop', message: String(error) } }),
      );
    });
  } catch (error) {
    report({ failed: { code: (error as { code?: string }).code ?? 'unknown', message: String(error) } });
    process.disconnect();
  }
}

void main(JSON.parse(process.argv[2] ?? '{}') as Omit<EmbeddedOptions, 'log'>);
