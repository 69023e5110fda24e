import type { AnyQuestion } from './ask.js';
import { blockQuestions } from './blocks/questions.js';
import { bookingsQuestions } from './bookings/questions.js';
import { broadcastQuestions } from './broadcast/questions.js';
import { clientQuestions } from './clients/questions.js';
import { hoursQuestions } from './hours/questions.js';
import { massQuestions } from './mass/questions.js';
import { reviewQuestions } from './reviews/questions.js';
import { serviceQuestions } from './services/questions.js';
import { settingsQuestions } from './settings/questions.js';
import { numbersQuestions } from './numbers/questions.js';
import { staffQuestions } from './staff/questions.js';
import { memberQuestions } from './team/members/questions.js';
import { pinQuestions } from './team/pin/questions.js';
import { textQuestions } from './texts/questions.js';

/** Everything the desk asks for that is answered by typing or by sending a file. */
export const questions: readonly AnyQuestion[] = [
  ...pinQuestions,
  ...bookingsQuestions,
  ...clientQuestions,
  ...broadcastQuestions,
  ...reviewQuestions,
  ...numbersQuestions,
  ...memberQuestions,
  ...serviceQuestions,
  ...staffQuestions,
  ...hoursQuestions,
  ...settingsQuestions,
  ...textQuestions,
  ...massQuestions,
  ...blockQuestions,
];
