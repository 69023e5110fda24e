import { unlessAborted } from './unless-aborted.js';

/**
 * Sees to it that one tenant of this process at a time listens to a bot: who takes a bot over, because the file gives it to
 * another id, hears nothing until who had it has let its handlers end and is silent.
 */
export class BotPlaces {
  private readonly held = new Map<string, Promise<void>>();

  /** Resolves, when nobody has the bot of this token, with what gives it back. Rejects with the signal's reason. */
  async take(token: string, signal: AbortSignal): Promise<() => void> {
    // The digits are the bot's id: another token of the same bot is a second listener all the same.
    const bot = token.split(':', 1)[0] ?? token;
    for (let held = this.held.get(bot); held !== undefined; held = this.held.get(bot))
      await unlessAborted(held, signal);
    signal.throwIfAborted();
    let isLeft = (): void => undefined;
    const holding = new Promise<void>((resolve) => {
      isLeft = resolve;
    });
    this.held.set(bot, holding);
    return () => {
      if (this.held.get(bot) === holding) this.held.delete(bot);
      isLeft();
    };
  }
}
