import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { BotelError, messageOf } from '../lib/errors.js';

/** Variables by name. An empty value counts as unset, for that is what Compose passes on for a variable nobody set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the process was started with, and below it the variables of `.env` in the working directory when there is one.
 * Reads the file anew each time, so that a token added to it is known to the next reading of the registry.
 */
export function readEnvironment(file = '.env'): Environment {
  return withoutEmpty({ ...readFileVariables(file), ...withoutEmpty(process.env) });
}

function readFileVariables(file: string): Environment {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new BotelError('env_file_unreadable', `${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return parseEnv(text);
}

function withoutEmpty(variables: Environment): Environment {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
}
