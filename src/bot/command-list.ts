import type { Texts } from '../i18n/texts.js';

const forClients = ['start', 'book', 'visits', 'profile', 'menu', 'help', 'cancel'] as const;

interface DescribedCommand {
  readonly command: string;
  readonly description: string;
}

/** The commands Telegram offers while somebody types a slash. */
export function describeCommands(texts: Texts): DescribedCommand[] {
  return forClients.map((command) => ({ command, description: texts.plain(`command.${command}`) }));
}

/** The same for people of the salon, their desk first. */
export function describeTeamCommands(texts: Texts): DescribedCommand[] {
  return [{ command: 'admin', description: texts.plain('d_team.command') }, ...describeCommands(texts)];
}
