import { ApiError, badRequest } from '../api-error.js';
import { toApiChat } from '../message.js';
import { knownRoom, type Method } from '../method-call.js';
import { characters } from '../text/characters.js';

const getMe: Method = {
  supports: [],
  run: ({ bot }) => ({
    ...bot.party,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    can_manage_bots: false,
  }),
};

const logOut: Method = {
  supports: [],
  run: ({ bot }) => {
    bot.loggedOut = true;
    bot.updates.endPoll(new ApiError(400, 'Logged out'));
    return true;
  },
};

const close: Method = {
  supports: [],
  run: ({ bot }) => {
    bot.updates.endPoll(new ApiError(500, 'Internal Server Error: closing'));
    return true;
  },
};

const getChat: Method = {
  supports: ['chat_id'],
  run: (call) => {
    const room = knownRoom(call);
    if (!room.started) throw badRequest('chat not found');
    const pinned = room.pinned === null ? undefined : room.find(room.pinned);
    return {
      ...toApiChat(room.person.party),
      accent_color_id: 0,
      max_reaction_count: 11,
      accepted_gift_types: {
        unlimited_gifts: false,
        limited_gifts: false,
        unique_gifts: false,
        premium_subscription: false,
        gifts_from_channels: false,
      },
      ...(pinned === undefined ? {} : { pinned_message: room.toApi(pinned) }),
    };
  },
};

const getChatMember: Method = {
  supports: ['chat_id', 'user_id'],
  run: (call) => {
    const room = knownRoom(call);
    const userId = call.number('user_id');
    if (!room.started || (userId !== room.person.id && userId !== call.bot.id))
      throw badRequest('user not found');
    return { status: 'member', user: userId === call.bot.id ? call.bot.party : room.person.party };
  },
};

const answerCallbackQuery: Method = {
  supports: ['callback_query_id', 'text', 'show_alert', 'url', 'cache_time'],
  run: (call) => {
    const text = call.text('text') ?? '';
    if (characters(text) > 200) throw badRequest('MESSAGE_TOO_LONG');
    const url = call.text('url') ?? '';
    const ownLink = `https://t.me/${call.bot.username}?`.toLowerCase();
    if (url !== '' && !url.toLowerCase().startsWith(ownLink)) throw badRequest('URL_INVALID');
    call.bot.queries.answer(call.text('callback_query_id') ?? '', {
      text: text === '' ? null : text,
      alert: call.flag('show_alert'),
      url: url === '' ? null : url,
    });
    return true;
  },
};

const getFile: Method = {
  supports: ['file_id'],
  run: (call) => {
    const file = call.bot.files.get(call.text('file_id') ?? '');
    if (file === undefined) throw badRequest('invalid file_id');
    if (file.content.length > 20 * 1024 * 1024) throw badRequest('file is too big');
    const folder = file.kind === 'photo' ? 'photos' : 'documents';
    return {
      file_id: file.id,
      file_unique_id: file.uniqueId,
      file_size: file.content.length,
      file_path: `${folder}/${file.id}`,
    };
  },
};

export const chatMethods = { getMe, logOut, close, getChat, getChatMember, answerCallbackQuery, getFile };
