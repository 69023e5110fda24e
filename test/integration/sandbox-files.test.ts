import { annaToken, borisToken, HttpBot, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let world: TestSandbox;
beforeEach(async () => {
  world = await startTestSandbox();
  await world.chat.start();
});
afterEach(() => world.sandbox.stop());

/** The first bytes of a PNG: all that is looked at. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function jpeg(width: number, height: number): Buffer {
  const comment = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0x00, 0x04, 0x41, 0x42]);
  const frame = Buffer.from([0xff, 0xc0, 0x00, 0x11, 0x08, 0, 0, 0, 0, 0x03, 0, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([comment, frame]);
}

const file = (content: Buffer, name: string, type = 'application/octet-stream') =>
  new File([Uint8Array.from(content)], name, { type });

interface Sent {
  readonly photo?: { readonly file_id: string; readonly width: number; readonly height: number }[];
  readonly document?: { readonly file_id: string; readonly file_name: string; readonly mime_type: string };
}

async function sendPhoto(content: Buffer, more: Record<string, string> = {}) {
  return world.bot.multipart('sendPhoto', { chat_id: '2001', photo: file(content, 'p.png'), ...more });
}

test.each([
  ['PNG', png(300, 200)],
  ['JPEG', jpeg(300, 200)],
])('a %s is a photo with its size, its caption checked like a text', async (_, content) => {
  const { result } = await sendPhoto(content, { caption: '<b>Наши</b> работы', parse_mode: 'HTML' });
  expect(result).toMatchObject({
    photo: [{ width: 300, height: 200, file_size: content.length }],
    caption: 'Наши работы',
    caption_entities: [{ type: 'bold', offset: 0, length: 4 }],
  });
  expect(world.chat.last()).toMatchObject({ photo: { width: 300, height: 200 }, html: '<b>Наши</b> работы' });
});

test.each([
  [Buffer.from('not a picture'), 'IMAGE_PROCESS_FAILED'],
  [png(9000, 1001), 'PHOTO_INVALID_DIMENSIONS'],
  [png(21, 1), 'PHOTO_INVALID_DIMENSIONS'],
  [png(0, 5), 'IMAGE_PROCESS_FAILED'],
  [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'IMAGE_PROCESS_FAILED'],
])('what is no photo is refused', async (content, reason) => {
  expect(await sendPhoto(content)).toMatchObject({ status: 400, description: `Bad Request: ${reason}` });
});

test('a caption has at most 1024 characters', async () => {
  expect((await sendPhoto(png(5, 5), { caption: 'ж'.repeat(1024) })).ok).toBe(true);
  expect(await sendPhoto(png(5, 5), { caption: 'ж'.repeat(1025) })).toMatchObject({
    status: 400,
    description: 'Bad Request: message caption is too long',
  });
});

test('a document keeps its bytes, name and type, and can be fetched and sent again', async () => {
  const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
  const answer = await world.bot.multipart('sendDocument', {
    chat_id: '2001',
    document: file(content, 'отчёт "май".csv', 'text/csv'),
    reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'Ок', callback_data: 'ok' }]] }),
  });
  const { document } = answer.result as Sent;
  expect(document).toMatchObject({ mime_type: 'text/csv', file_size: 5000 });
  expect(document?.file_name).toContain('отчёт');
  expect(world.chat.last().inlineKeyboard).toEqual([[{ text: 'Ок', data: 'ok' }]]);
  const { file_path } = await world.bot.result<{ file_path: string }>('getFile', {
    file_id: document?.file_id,
  });
  const download = await fetch(`${world.sandbox.apiRoot}/file/bot${annaToken}/${file_path}`);
  expect(Buffer.from(await download.arrayBuffer()).equals(content)).toBe(true);
  const again = await world.bot.result<Sent>('sendDocument', { chat_id: 2001, document: document?.file_id });
  expect(again.document?.file_id).toBe(document?.file_id);
});

test('an identifier serves its own bot and kind only', async () => {
  const { result } = await sendPhoto(png(10, 10));
  const fileId = (result as Sent).photo?.[0]?.file_id;
  world.sandbox.addBot({ token: borisToken, username: 'boris_bot', name: 'Борис' });
  await world.vera.chat('boris_bot').start();
  const boris = new HttpBot(world.sandbox.apiRoot, borisToken);
  const wrong = { status: 400, description: 'Bad Request: wrong file identifier/HTTP URL specified' };
  expect(await boris.call('sendPhoto', { chat_id: 2001, photo: fileId })).toMatchObject(wrong);
  expect(await world.bot.call('sendPhoto', { chat_id: 2001, photo: 'nonsense' })).toMatchObject(wrong);
  expect(await world.bot.call('sendDocument', { chat_id: 2001, document: fileId })).toMatchObject({
    status: 400,
    description: "Bad Request: can't use file of type photo as document",
  });
  expect(await world.bot.call('getFile', { file_id: 'nonsense' })).toMatchObject({ status: 400 });
  expect(await boris.call('getFile', { file_id: fileId })).toMatchObject({ status: 400 });
  const stolen = await fetch(`${world.sandbox.apiRoot}/file/bot${borisToken}/photos/${fileId ?? ''}`);
  expect(stolen.status).toBe(404);
});

test('files by URL are refused, not pretended', async () => {
  const answer = await world.bot.call('sendPhoto', { chat_id: 2001, photo: 'https://example.org/a.png' });
  expect(answer).toMatchObject({
    status: 501,
    description: 'Not Implemented by the local Telegram: files by URL',
  });
});

test('media are edited and grouped by attachments', async () => {
  await sendPhoto(png(10, 10));
  const attached = await world.bot.multipart('editMessageMedia', {
    chat_id: '2001',
    message_id: '2',
    media: JSON.stringify({ type: 'photo', media: 'attach://new', caption: 'Новое' }),
    new: file(png(20, 30), 'new.png'),
  });
  expect(attached.result).toMatchObject({ photo: [{ width: 20, height: 30 }], caption: 'Новое' });
  const missing = { type: 'photo', media: 'attach://nothing' };
  expect(
    (await world.bot.call('editMessageMedia', { chat_id: 2001, message_id: 2, media: missing })).status,
  ).toBe(400);
  const fileId = world.chat.last().photo?.fileId;
  const item = { type: 'photo', media: fileId };
  const group = await world.bot.result<{ media_group_id: string }[]>('sendMediaGroup', {
    chat_id: 2001,
    media: [item, { ...item, caption: 'Вторая' }],
  });
  expect(group).toHaveLength(2);
  expect(group[0]?.media_group_id).toBe(group[1]?.media_group_id);
  expect((await world.bot.call('sendMediaGroup', { chat_id: 2001, media: [item] })).status).toBe(400);
  const caption = { chat_id: 2001, message_id: 2, caption: 'Другая подпись' };
  expect(await world.bot.result('editMessageCaption', caption)).toMatchObject({ caption: 'Другая подпись' });
});

test('what a person sends can be fetched by the bot', async () => {
  await world.chat.sendPhoto(png(40, 50), 'Хочу так');
  await world.chat.sendDocument(Buffer.from('записка'), 'note.txt');
  const updates = await world.bot.result<{ message: Sent & { caption?: string } }[]>('getUpdates');
  expect(updates[1]?.message).toMatchObject({ caption: 'Хочу так', photo: [{ width: 40, height: 50 }] });
  const fileId = updates[2]?.message.document?.file_id;
  expect(await world.bot.result('getFile', { file_id: fileId })).toMatchObject({ file_size: 14 });
});

test('a body past the limit is refused with 413', async () => {
  const answer = await world.bot.multipart('sendDocument', {
    chat_id: '2001',
    document: new File([new Uint8Array(53 * 1024 * 1024)], 'big.bin'),
  });
  expect(answer).toMatchObject({ status: 413, description: 'Request Entity Too Large' });
});
