import { el, freshId } from './dom.js';
import { t } from './language.js';

/**
 * Shows a modal dialog; Escape and the backdrop close it like its first (harmless) button.
 * @param {{ title: string, body?: (Node | string)[], buttons: { label: string, value: string, kind?: string }[], alert?: boolean, check?: () => boolean }} options
 * @returns {Promise<string | null>} the value of the pressed button; null when it was closed otherwise
 */
export function openDialog({ title, body = [], buttons, alert = false, check = () => true }) {
  const titleId = freshId('dialog-title');
  const dialog = el('dialog', {
    class: 'dialog',
    'aria-labelledby': titleId,
    role: alert ? 'alertdialog' : undefined,
  });
  return new Promise((resolve) => {
    let answer = null;
    const close = (value) => {
      if (value !== null && value !== 'cancel' && !check()) return;
      answer = value;
      dialog.close();
    };
    const form = el(
      'form',
      { method: 'dialog', onsubmit: (event) => (event.preventDefault(), close(buttons.at(-1).value)) },
      el('h2', { id: titleId, dir: 'auto' }, title),
      ...body,
      el(
        'div',
        { class: 'dialog-buttons' },
        ...buttons.map(({ label, value, kind = 'plain' }) =>
          el(
            'button',
            { type: 'button', class: `dialog-button ${kind}`, onclick: () => close(value) },
            label,
          ),
        ),
      ),
    );
    dialog.append(form);
    dialog.addEventListener('click', (event) => event.target === dialog && close(null));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer === 'cancel' ? null : answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector('input') ?? [...dialog.querySelectorAll('button')].at(-1)).focus();
  });
}

/** A message the person has to confirm with OK. @param {string} text */
export async function showAlert(text) {
  await openDialog({
    title: text,
    buttons: [{ label: t('ok'), value: 'ok', kind: 'primary' }],
    alert: true,
  });
}

/**
 * @param {{ title: string, text: string, yes: string, danger?: boolean }} question
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, text, yes, danger = false }) {
  const answer = await openDialog({
    title,
    body: [el('p', { dir: 'auto' }, text)],
    buttons: [
      { label: t('cancel'), value: 'cancel' },
      { label: yes, value: 'yes', kind: danger ? 'danger' : 'primary' },
    ],
  });
  return answer === 'yes';
}

/** Shows a picture as large as the window allows. @param {string} url @param {string} alt */
export function showPicture(url, alt) {
  const close = () => dialog.close();
  const dialog = el(
    'dialog',
    { class: 'picture', 'aria-label': t('photo'), onclick: close },
    el('img', { src: url, alt }),
    el('button', { type: 'button', class: 'picture-close', 'aria-label': t('close') }, '×'),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
