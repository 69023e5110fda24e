import type { Dialogue } from './dialogue.js';
import { feedbackDialogue } from './feedback/answers.js';
import { orderDialogue } from './order/answers.js';
import { profileDialogue } from './profile/answers.js';
import { visitDialogue } from './visits/answers.js';

/** Every subject that asks for something to be typed. */
export const dialogues: readonly Dialogue[] = [
  orderDialogue,
  profileDialogue,
  visitDialogue,
  feedbackDialogue,
];
