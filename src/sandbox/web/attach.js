import { api } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { formatSize, t } from './language.js';
import { openMenu } from './menu.js';
import { openDialog } from './overlay.js';
import { shareLocation } from './reply-keyboard.js';
import { act } from './sending.js';
import { store } from './store.js';
import { showFailure } from './toasts.js';

/** As text it becomes a third longer, and the server takes 52 MB at once. */
const LARGEST_FILE = 35 * 1024 * 1024;
const PICTURES = 'image/png,image/jpeg,image/gif';

/** The paperclip: sends a photo, a file or a place. */
export function attachButton(bot) {
  const clip = el(
    'button',
    {
      type: 'button',
      class: 'icon-button attach',
      'aria-label': t('attach'),
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    icon('clip'),
  );
  let close = null;
  clip.addEventListener('click', () => {
    if (clip.getAttribute('aria-expanded') === 'true') close();
    else close = openMenu(clip, entries(bot), t('attach'));
  });
  return el('div', { class: 'menu-place' }, clip);
}

function entries(bot) {
  return [
    { label: t('attachPhoto'), icon: 'picture', run: () => choose(bot, 'photo') },
    { label: t('attachFile'), icon: 'file', run: () => choose(bot, 'document') },
    { label: t('attachLocation'), icon: 'pin', run: () => void shareLocation(bot) },
  ];
}

function choose(bot, kind) {
  const input = el('input', { type: 'file', accept: kind === 'photo' ? PICTURES : '' });
  input.addEventListener('change', () => {
    const [file] = input.files;
    if (file !== undefined) void send(bot, kind, file);
  });
  input.click();
}

async function send(bot, kind, file) {
  if (file.size > LARGEST_FILE) {
    showFailure(new Error(t('fileTooBig', formatSize(LARGEST_FILE))));
    return;
  }
  const me = store.me;
  const caption = el('input', {
    class: 'dialog-input',
    'aria-label': t('caption'),
    placeholder: t('caption'),
    autocomplete: 'off',
    maxlength: '1024',
  });
  const answer = await openDialog({
    title: t(kind === 'photo' ? 'sendPhotoTitle' : 'sendFileTitle'),
    body: [el('p', { dir: 'auto' }, `${file.name} · ${formatSize(file.size)}`), caption],
    buttons: [
      { label: t('cancel'), value: 'cancel' },
      { label: t('send'), value: 'send', kind: 'primary' },
    ],
  });
  if (answer !== 'send') return;
  await act(
    contentOf(file).then((content) =>
      api.sendFile(me, bot.username, { kind, name: file.name, content, caption: caption.value }),
    ),
  );
}

/** The bytes in base64. */
function contentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error(t('fileUnreadable')));
    reader.readAsDataURL(file);
  });
}
