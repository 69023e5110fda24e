import type { TextKey } from '../../../i18n/texts.js';
import { commentLength } from '../../../domain/comment.js';
import { button, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { Order } from '../wish.js';
import { dropComment, leaveQuestion, useProfileName, valuesOf } from './data.js';

export interface Question {
  readonly order: Order;
  /** What is known already and may stay. */
  readonly current: string | null;
  /** Why the last answer was not one. */
  readonly problem: string | null;
}

/** `suggestion`: the person's Telegram name, when it would do. */
export function askNameScreen(
  question: Question & { readonly suggestion: string | null },
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { order, current, suggestion, problem } = question;
  const ask = suggestion === null && current === null ? 'contact.ask_name' : 'contact.ask_name_or_press';
  const suggested =
    suggestion === null || suggestion === current
      ? []
      : [
          [
            button(
              texts.plain('contact.use_name', { name: suggestion }),
              useProfileName.data(valuesOf(order)),
            ),
          ],
        ];
  return {
    text: problem ?? texts.html(ask),
    keyboard: [...suggested, ...waysOut(question, current, wording)],
  };
}

/** The button that shares the number stands under the input field, in a message of its own. */
export function askPhoneScreen(question: Question, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(question.problem ?? texts.html('contact.ask_phone')),
    keyboard: waysOut(question, question.current, wording),
  };
}

export function askCommentScreen({ order, current, problem }: Question, wording: Wording): Screen {
  const { texts } = wording;
  const values = valuesOf(order);
  return {
    text: paragraphs(
      problem ?? texts.html('comment.ask', { limit: commentLength }),
      current === null ? null : texts.html('order.comment', { comment: current }),
    ),
    keyboard: [
      ...(current === null ? [] : [[button(texts.plain('comment.drop'), dropComment.data(values))]]),
      [button(texts.plain('nav.back'), leaveQuestion.data({ to: 'summary', ...values }))],
      [button(texts.plain('nav.menu'), leaveQuestion.data({ to: 'menu', ...values }))],
    ],
  };
}

function waysOut({ order }: Question, current: string | null, { texts }: Wording): Keyboard {
  const leave = (text: TextKey, to: 'times' | 'summary' | 'menu', params = {}) => [
    button(texts.plain(text, params), leaveQuestion.data({ to, ...valuesOf(order) })),
  ];
  return [
    current === null ? leave('nav.back', 'times') : leave('contact.keep', 'summary', { value: current }),
    leave('nav.menu', 'menu'),
  ];
}
