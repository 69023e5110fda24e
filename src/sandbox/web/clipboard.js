import { el } from './dom.js';
import { t } from './language.js';
import { openDialog } from './overlay.js';
import { showToast } from './toasts.js';

/** Puts a text on the clipboard, or shows it to be copied by hand. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    showToast(t('copied'));
  } catch {
    // Browsers refuse the clipboard on pages opened through a bare network address.
    await openDialog({
      title: t('copyByHand'),
      body: [
        el('input', {
          class: 'dialog-input',
          value: text,
          readonly: true,
          onfocus: (event) => event.target.select(),
        }),
      ],
      buttons: [{ label: t('ok'), value: 'ok', kind: 'primary' }],
    });
  }
}
