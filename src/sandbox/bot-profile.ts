export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

interface Texts {
  name: string;
  description: string;
  shortDescription: string;
}

/** What a bot says about itself, per language; the language '' stands for everybody else. */
export class BotProfile {
  private readonly texts = new Map<string, Texts>();
  private readonly commands = new Map<string, readonly BotCommand[]>();
  private readonly menuButtons = new Map<number, Readonly<Record<string, unknown>>>();

  constructor(private readonly registeredName: string) {}

  /** An empty text takes the language's own away. */
  setText(kind: keyof Texts, language: string, text: string): void {
    const texts = this.texts.get(language) ?? { name: '', description: '', shortDescription: '' };
    texts[kind] = text;
    this.texts.set(language, texts);
  }

  textFor(kind: keyof Texts, language: string): string {
    const own = this.texts.get(language)?.[kind] ?? '';
    return own === '' ? (this.texts.get('')?.[kind] ?? '') : own;
  }

  nameFor(language: string): string {
    const name = this.textFor('name', language);
    return name === '' ? this.registeredName : name;
  }

  setCommands(scope: string, language: string, commands: readonly BotCommand[]): void {
    if (commands.length === 0) this.commands.delete(`${scope}|${language}`);
    else this.commands.set(`${scope}|${language}`, commands);
  }

  commandsOf(scope: string, language: string): readonly BotCommand[] {
    return this.commands.get(`${scope}|${language}`) ?? [];
  }

  /** What a person's client shows: the narrowest scope that has commands, their language before the general one. */
  commandsShownTo(personId: number | null, language: string): readonly BotCommand[] {
    const scopes = [...(personId === null ? [] : [`chat:${personId}`]), 'all_private_chats', 'default'];
    for (const scope of scopes) {
      const found = this.commands.get(`${scope}|${language}`) ?? this.commands.get(`${scope}|`);
      if (found !== undefined) return found;
    }
    return [];
  }

  /** Chat 0 stands for all chats. */
  setMenuButton(chatId: number, button: Readonly<Record<string, unknown>>): void {
    this.menuButtons.set(chatId, button);
  }

  menuButtonFor(chatId: number): Readonly<Record<string, unknown>> {
    const button = this.menuButtons.get(chatId);
    if (button !== undefined && button['type'] !== 'default') return button;
    return this.menuButtons.get(0) ?? { type: 'commands' };
  }
}
