import { badRequest } from '../api-error.js';
import type { BotCommand } from '../bot-profile.js';
import { chatIdOf, knownRoom, type Method, type MethodCall } from '../method-call.js';
import { characters } from '../text/characters.js';

const scopeParameters = ['scope', 'language_code'] as const;

const setMyCommands: Method = {
  supports: [...scopeParameters, 'commands'],
  run: (call) => {
    const commands = (call.list('commands') ?? []) as readonly BotCommand[];
    if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
    // A leading slash is forgiven by the server.
    const clean = commands.map(({ command, description }) => ({
      command: command.replace(/^\//, ''),
      description,
    }));
    for (const { command, description } of clean) {
      if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
      if (description === '' || characters(description) > 256)
        throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    call.bot.profile.setCommands(scopeOf(call), languageOf(call), clean);
    call.world.botChanged(call.bot.username);
    return true;
  },
};

const deleteMyCommands: Method = {
  supports: scopeParameters,
  run: (call) => {
    call.bot.profile.setCommands(scopeOf(call), languageOf(call), []);
    call.world.botChanged(call.bot.username);
    return true;
  },
};

const getMyCommands: Method = {
  supports: scopeParameters,
  run: (call) => call.bot.profile.commandsOf(scopeOf(call), languageOf(call)),
};

function scopeOf(call: MethodCall): string {
  const scope = call.object('scope');
  const type = typeof scope?.['type'] === 'string' ? scope['type'] : 'default';
  if (scope?.['chat_id'] === undefined) return type;
  const chatId = chatIdOf(scope['chat_id']);
  if (chatId === null || !call.world.people.has(chatId)) throw badRequest('chat not found');
  const user = scope['user_id'];
  return `${type}:${chatId}${typeof user === 'number' ? `:${user}` : ''}`;
}

function languageOf(call: MethodCall): string {
  const language = call.text('language_code') ?? '';
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  return language;
}

/** The three texts differ in their names and limits only. */
function textSetter(
  kind: 'name' | 'description' | 'shortDescription',
  parameter: string,
  limit: number,
): Method {
  return {
    supports: [parameter, 'language_code'],
    run: (call) => {
      const text = call.text(parameter) ?? '';
      if (characters(text) > limit) throw badRequest(`bot ${parameter.replace('_', ' ')} is too long`);
      call.bot.profile.setText(kind, languageOf(call), text);
      call.world.botChanged(call.bot.username);
      return true;
    },
  };
}

const getMyName: Method = {
  supports: ['language_code'],
  run: (call) => ({ name: call.bot.profile.nameFor(languageOf(call)) }),
};

const getMyDescription: Method = {
  supports: ['language_code'],
  run: (call) => ({ description: call.bot.profile.textFor('description', languageOf(call)) }),
};

const getMyShortDescription: Method = {
  supports: ['language_code'],
  run: (call) => ({ short_description: call.bot.profile.textFor('shortDescription', languageOf(call)) }),
};

const setChatMenuButton: Method = {
  supports: ['chat_id', 'menu_button'],
  run: (call) => {
    call.bot.profile.setMenuButton(menuChat(call), call.object('menu_button') ?? { type: 'default' });
    return true;
  },
};

const getChatMenuButton: Method = {
  supports: ['chat_id'],
  run: (call) => call.bot.profile.menuButtonFor(menuChat(call)),
};

function menuChat(call: MethodCall): number {
  return call.parameters['chat_id'] === undefined ? 0 : knownRoom(call).person.id;
}

export const profileMethods = {
  setMyCommands,
  deleteMyCommands,
  getMyCommands,
  setMyName: textSetter('name', 'name', 64),
  getMyName,
  setMyDescription: textSetter('description', 'description', 512),
  getMyDescription,
  setMyShortDescription: textSetter('shortDescription', 'short_description', 120),
  getMyShortDescription,
  setChatMenuButton,
  getChatMenuButton,
};
