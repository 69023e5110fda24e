import { question, type AnyQuestion } from '../ask.js';
import { cardQuestions } from './card/questions.js';
import { findQuestions } from './find/questions.js';
import { planQuestions } from './plan/questions.js';
import { jumpQuestion } from './schedule/questions.js';

export const bookingsQuestions: readonly AnyQuestion[] = [
  question(jumpQuestion),
  ...cardQuestions,
  ...findQuestions,
  ...planQuestions,
];
