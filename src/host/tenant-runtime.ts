import type { Update, UserFromGetMe } from 'telegraf/types';
import { apologiseFor } from '../bot/apology.js';
import type { BotContext } from '../bot/context.js';
import { furnishTenant } from '../commands/furnish-tenant.js';
import { markClientBlocked } from '../commands/mark-client-blocked.js';
import { planDigestsNow } from '../commands/plan-desk-notices.js';
import {
  isSameProfile,
  noOwnersChanges,
  readOwnersChanges,
  type OwnersChanges,
} from '../commands/salon-profile.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { readTexts } from '../commands/tenant-texts.js';
import type { TenantConfig } from '../config/registry-types.js';
import type { SalonProfile } from '../domain/settings.js';
import type { Logger } from '../lib/logger.js';
import { within } from '../lib/within.js';
import { createTelegramBot, type TelegramBot } from '../telegram/bot.js';
import type { IntakeState } from '../telegram/intake.js';
import type { Receipt } from '../telegram/webhook-intake.js';
import { derivedSecret } from '../telegram/webhook-secret.js';
import { introduceBot } from './bot-profile.js';
import { openIntake, type TenantIntake } from './tenant-intake.js';
import { fingerprintOf, type TenantStore } from './tenant-store.js';
import type { TenantTools } from './tenant-tools.js';
import { unlessAborted } from './unless-aborted.js';

/** For calls that are under way when a bot is closed. */
const closeMs = 700;

/** One tenant whose bot is listening. */
export class TenantRuntime {
  private constructor(
    private readonly tools: TenantTools,
    private readonly bot: TelegramBot<BotContext>,
    private readonly store: TenantStore,
    private current: TenantConfig,
    /** What the owner changed of zone, language, currency and texts: it wins over the registry. */
    private changes: OwnersChanges,
    private readonly log: Logger,
    private readonly onState: (state: IntakeState) => void,
  ) {
    this.context = this.contextNow();
  }

  private context: TenantContext;
  private intake: TenantIntake | null = null;
  private introduction: Promise<void> = Promise.resolve();
  private rereading: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();
  private leavePlace = (): void => undefined;

  /**
   * Prepares the tenant's schema, learns who its bot is, furnishes a new salon and starts to listen; resolves when
   * Telegram has answered the first poll in whatever way, or has the webhook. What fails rejects, and nothing of the tenant
   * is left running.
   */
  static async start(
    tools: TenantTools,
    config: TenantConfig,
    log: Logger,
    signal: AbortSignal,
    onState: (state: IntakeState) => void,
  ): Promise<TenantRuntime> {
    const store = await tools.databases.open(config.database);
    const fingerprint = fingerprintOf(config.token);
    const identity = store.identity(config.id, fingerprint);
    const provision = await tools.migrations.prepare(store, config.id, signal);
    // The bot needs the way to the context before the context, which holds the bot's sender, can be.
    const link: { runtime: TenantRuntime | null } = { runtime: null };
    const bot = createTelegramBot<BotContext>({
      token: config.token,
      apiRoot: tools.apiRoot,
      identity,
      log,
      clock: tools.clock,
      ...(tools.senderLimits === undefined ? {} : { limits: tools.senderLimits }),
      onBlocked: (chatId) => link.runtime?.noteBlocked(chatId),
      onTokenRejected: (error) => link.runtime?.intake?.refuse(error),
    });
    try {
      const changes =
        provision === 'created'
          ? noOwnersChanges
          : await tools.databaseGate.run(() => readOwnersChanges(store.tenant(config.id)), signal, 'begun');
      const runtime = new TenantRuntime(tools, bot, store, config, changes, log, onState);
      link.runtime = runtime;
      if (identity === null) await runtime.meet(fingerprint, signal);
      if (provision !== null || store.template(config.id) !== config.template) await runtime.furnish(signal);
      if (provision !== null)
        await tools.databaseGate.run(() => planDigestsNow(runtime.tenant), signal, 'begun');
      await runtime.listen(signal);
      runtime.introduce(signal);
      return runtime;
    } catch (error) {
      link.runtime?.leavePlace();
      await within(closeMs, bot.close());
      throw error;
    }
  }

  get config(): TenantConfig {
    return this.current;
  }

  get tenant(): TenantContext {
    return this.context;
  }

  /** Whether the bot ought to hear Telegram and has not for minutes. */
  isDeaf(now: number): boolean {
    return this.intake?.isDeaf(now) ?? false;
  }

  /** Takes one update that Telegram delivered to the webhook. Never rejects. */
  async receive(update: Update): Promise<Receipt> {
    return this.intake?.receive(update) ?? 'left';
  }

  /** True when Telegram has rejected the token: the bot listens no more. */
  get rejectedWith(): 401 | 404 | null {
    const state = this.intake?.state;
    return state?.kind === 'rejected' ? state.code : null;
  }

  /** Takes over what may change while the bot goes on listening: everything but the token and the database. */
  async adopt(config: TenantConfig, signal: AbortSignal): Promise<void> {
    const templateChanged = config.template !== this.current.template;
    this.current = config;
    this.renew();
    this.introduce(signal);
    if (!templateChanged) return;
    try {
      await this.furnish(signal);
    } catch (error) {
      this.context.log.warn({ err: error }, 'the salon could not be furnished from its new template');
    }
  }

  /** Takes no more updates, lets handlers end within `deadlineMs`, and closes. */
  async stop(deadlineMs: number): Promise<void> {
    this.closing.abort(new Error('the bot is closed'));
    await this.intake?.stop(deadlineMs);
    this.leavePlace();
    if (!(await within(closeMs, this.bot.close()))) {
      this.context.log.warn('calls to Telegram were still under way when the bot was closed');
    }
    await within(closeMs, Promise.all([this.introduction, this.rereading]));
  }

  /** Reads what the owner has changed and goes on with that, one reading after another. Never rejects. */
  private rereadProfile(): Promise<void> {
    this.rereading = this.rereading.then(async () => {
      if (this.closing.signal.aborted) return;
      const { locale } = this.context;
      const { textsVersion } = this.changes;
      try {
        this.changes = await readOwnersChanges(this.store.tenant(this.current.id));
      } catch (error) {
        // Whoever reads the settings next notices the difference and asks again.
        this.log.warn({ err: error }, 'the changed profile of the salon could not be read');
        return;
      }
      if (!isSameProfile(this.context, { ...startingOf(this.current), ...this.changes.profile })) {
        this.renew();
        this.log.info('the salon has another zone, language or currency');
      }
      const speaksOtherwise = this.context.locale !== locale || this.changes.textsVersion !== textsVersion;
      if (speaksOtherwise) this.introduce(this.closing.signal);
    });
    return this.rereading;
  }

  private renew(): void {
    this.context = this.contextNow();
    this.bot.telegraf.context.tenant = this.context;
  }

  private contextNow(): TenantContext {
    const { tools, current, store, bot, log } = this;
    const { id, name, country, owners, settings } = current;
    const starting = startingOf(current);
    const db = store.tenant(id);
    return {
      ...{ id, name, country, owners, settings, starting },
      ...{ ...starting, ...this.changes.profile },
      db,
      sender: bot.sender,
      files: bot.files,
      clock: tools.clock,
      log,
      ...tools.outreach(current, db),
      secret: (purpose) => derivedSecret(current.token, purpose, id),
      profileChanged: () => this.rereadProfile(),
    };
  }

  /** In the background: nobody waits for what a bot says about itself. */
  private introduce(signal: AbortSignal): void {
    const { tools, store, context, current, changes } = this;
    const said = {
      ...{ salon: current.name, locale: context.locale, fingerprint: fingerprintOf(current.token) },
      ...{ sender: this.bot.sender, gate: tools.introductionGate, log: context.log },
      lull: () => tools.databaseGate.lull(signal),
      textsIn: (locale: 'ru' | 'en') => readTexts(context, locale, changes.textsVersion),
      remember: (hash: string) => store.rememberProfile(current.id, hash),
    };
    this.introduction = this.introduction.then(() =>
      introduceBot({ ...said, said: store.profileHash(current.id) }, signal),
    );
  }

  private async meet(fingerprint: string, signal: AbortSignal): Promise<void> {
    await this.tools.pace.turn(signal);
    const identity: UserFromGetMe = await this.tools.telegramGate.run(
      () => unlessAborted(this.bot.identify(), signal),
      signal,
    );
    await this.store.rememberIdentity(this.current.id, fingerprint, identity);
    this.context.log.info({ bot: identity.username }, 'the bot is known');
  }

  private async furnish(signal: AbortSignal): Promise<void> {
    const { id, template, locale } = this.current;
    const blueprint = template === null ? null : this.tools.blueprint(template, locale);
    const isFurnished =
      blueprint !== null &&
      (await this.tools.databaseGate.run(() => furnishTenant(this.context, blueprint), signal, 'begun'));
    if (isFurnished) {
      this.context.log.info({ template }, 'the salon is furnished');
      await this.tools.onFurnished?.(this.context);
    }
    await this.store.rememberTemplate(id, template);
  }

  private async listen(signal: AbortSignal): Promise<void> {
    const { telegraf } = this.bot;
    this.leavePlace = await this.tools.places.take(this.current.token, signal);
    telegraf.context.tenant = this.context;
    telegraf.use((ctx, next) => this.tools.entrances[this.current.state](ctx, next));
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const stopWaiting = (): void => {
        signal.removeEventListener('abort', stopWaiting);
        resolve();
      };
      signal.addEventListener('abort', stopWaiting, { once: true });
      const { tools, bot, store, current, log } = this;
      this.intake = openIntake(tools, bot, store, current, {
        handle: (update) => telegraf.handleUpdate(update),
        onGivenUp: (update) => apologiseFor(this.context, update),
        onState: (state) => {
          this.onState(state);
          stopWaiting();
        },
        log,
      });
    });
  }

  private async noteBlocked(chatId: number): Promise<void> {
    await markClientBlocked(this.context, chatId);
  }
}

function startingOf({ timezone, locale, currency }: TenantConfig): SalonProfile {
  return { zone: timezone, locale, currency };
}
