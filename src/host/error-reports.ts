import type { ErrorEvent } from '@sentry/node';
import { scrub, scrubTokens } from '../lib/scrub.js';

/** Where unexpected errors are reported to besides the log. */
export interface ErrorReports {
  /** `tenant` becomes a tag, null for errors of the host itself. */
  capture(error: Error, tenant: string | null): void;
  /** Sends what waits; gives up after the time in milliseconds. */
  close(timeoutMs: number): Promise<void>;
}

/** Reports to Sentry. The library is loaded only here, so that a host without a DSN carries nothing of it. */
export async function openErrorReports(dsn: string, release: string): Promise<ErrorReports> {
  const sentry = await import('@sentry/node');
  sentry.init({
    dsn,
    release: `botel@${release}`,
    // Its usual integrations hook into http, the console and the end of the process; all it shall do is send.
    defaultIntegrations: false,
    integrations: [sentry.linkedErrorsIntegration(), sentry.dedupeIntegration()],
    skipOpenTelemetrySetup: true,
    sendDefaultPii: false,
    beforeBreadcrumb: () => null,
    beforeSend: scrubEvent,
  });
  return {
    capture: (error, tenant) => {
      sentry.captureException(error, { tags: { tenant: tenant ?? 'host' } });
    },
    close: async (timeoutMs) => {
      await sentry.close(timeoutMs);
    },
  };
}

/** What is sent says what failed and where in the code, and for which salon; nothing says for whom. */
function scrubEvent(event: ErrorEvent): ErrorEvent {
  const { type, event_id, timestamp, platform, level, release, environment, tags, sdk, exception } = event;
  const values = exception?.values?.map((one) => ({ ...one, value: scrub(one.value ?? '') }));
  const kept = {
    event_id,
    timestamp,
    platform,
    level,
    release,
    environment,
    tags,
    sdk,
    exception: { values },
  };
  return JSON.parse(scrubTokens(JSON.stringify({ ...kept, type }))) as ErrorEvent;
}
