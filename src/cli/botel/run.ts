import { ConfigError } from '../../config/config.js';
import { BotelError, messageOf } from '../../lib/errors.js';
import { Office, UsageError } from './office.js';
import { progress, say } from './screen.js';

/** Does one command; what it resolves with is the exit code. */
export type Run = (work: (office: Office, signal: AbortSignal) => Promise<number>) => Promise<void>;

/*
 * Exit codes: 0 done · 1 not done, the reason is said · 2 asked for in a way that cannot be done · 130 interrupted
 */
const failed = 1;
const wrongUse = 2;
const interrupted = 130;

/** Opens the office, does the work, closes what was opened and sets the exit code; errors are told without a stack. */
export const run: Run = async (work) => {
  const ending = new AbortController();
  let office: Office | null = null;
  const interrupt = (): void => {
    if (ending.signal.aborted) process.exit(interrupted);
    say('Interrupted: ending what is under way. Once more ends at once.');
    ending.abort(new BotelError('interrupted', 'interrupted'));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    office = new Office();
    process.exitCode = await work(office, ending.signal);
  } catch (error) {
    process.exitCode = ending.signal.aborted ? interrupted : explain(error);
  } finally {
    progress.end();
    await office
      ?.close()
      .catch((error: unknown) => say(`Not everything could be closed: ${messageOf(error)}`));
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
};

function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    say(`The settings cannot be used:\n${error.problems.map((problem) => `  ${problem}`).join('\n')}`);
    return wrongUse;
  }
  say(
    error instanceof BotelError
      ? messageOf(error)
      : `This is a defect: ${String(error instanceof Error ? error.stack : error)}`,
  );
  return error instanceof UsageError ? wrongUse : failed;
}
