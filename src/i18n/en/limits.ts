import type { limits as ru } from '../ru/limits.js';

export const limits: Record<keyof typeof ru, string> = {
  'limits.messages': 'That is a lot of messages at once. Please wait a minute and I will answer again.',
  'limits.presses': 'That is a lot of presses at once. Please wait a minute',
};
