import type { Environment } from '../config/env.js';
import { readRegistryFile } from '../config/registry-file.js';
import { readRegistry } from '../config/registry-thread.js';
import { RegistryProblem, type Registry, type RegistryReading } from '../config/registry-types.js';

export type Reading =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'valid'; readonly registry: Registry; readonly exposed: boolean }
  | { readonly kind: 'invalid'; readonly problems: readonly RegistryProblem[] };

export interface RegistryReaderOptions {
  readonly path: string;
  readonly templates: readonly string[];
  readonly variables: () => Environment;
}

/** Reads the registry and tells what is new about it since the last reading. */
export class RegistryReader {
  private lastSeen: string | null = null;
  private hasTenants = false;

  constructor(private readonly options: RegistryReaderOptions) {}

  async read(): Promise<Reading> {
    const file = await readRegistryFile(this.options.path);
    const seen = file.ok ? `text ${file.text}` : `problem ${file.problem.toString()}`;
    if (seen === this.lastSeen) return { kind: 'unchanged' };
    if (!file.ok) {
      this.lastSeen = seen;
      return { kind: 'invalid', problems: [file.problem] };
    }
    const reading = await this.judge(file.text);
    // Not before: what could not be judged has not been seen.
    this.lastSeen = seen;
    if (!reading.ok) return { kind: 'invalid', problems: reading.problems };
    this.hasTenants = reading.registry.tenants.size > 0;
    const exposed = file.worldReadable && reading.registry.holdsTokens;
    return { kind: 'valid', registry: reading.registry, exposed };
  }

  private async judge(text: string): Promise<RegistryReading> {
    const { path, variables, templates } = this.options;
    // Some editors empty the file before they write it: that must not be taken for the wish to stop every salon.
    if (text.trim() === '' && this.hasTenants) {
      const message = 'is empty; to stop all salons write "tenants: {}"';
      return { ok: false, problems: [new RegistryProblem(path, null, '', message)] };
    }
    return readRegistry({ text, file: path, variables: variables(), templates });
  }
}
