import { z } from 'zod';
import { enterPin } from '../../../../commands/desk/enter-pin.js';
import { readPin, setPin } from '../../../../commands/desk/pin.js';
import { deleteMessage } from '../../../present.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { homeReaction } from '../../home/show.js';
import { choosePinScreen, doorScreen, pinScreen } from './screens.js';

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

const door = z.object({ closedBy: z.number().int().nullable() });

/** The PIN that opens the desk, which that update had closed last. */
export const doorQuestion: Question<z.infer<typeof door>> = {
  id: 'pin_door',
  permission: 'desk.open',
  args: door,
  ask: async ({ wording }, _, problem) => doorScreen(problem, wording),
  take: async (turn, { closedBy }, answer): Promise<Taken> => {
    const { texts, formats } = turn.wording;
    if (answer.kind !== 'text') return { problem: texts.html('d_pin.only_digits') };
    await hideTyped(turn);
    const attempt = await enterPin(turn.tenant, turn.admin, turn.cause, {
      ...{ pin: answer.text.trim(), closedBy },
    });
    switch (attempt.outcome) {
      case 'opened':
      case 'none':
        return homeReaction(turn);
      case 'closed':
        return ask(turn, doorQuestion, { closedBy: attempt.closedBy });
      case 'wrong':
        return attempt.lockedUntil === null
          ? { problem: texts.html('d_pin.wrong') }
          : { problem: texts.html('d_pin.wrong_locked', { time: formats.time(attempt.lockedUntil) }) };
      case 'locked':
        return { problem: texts.html('d_pin.locked', { time: formats.time(attempt.lockedUntil) }) };
    }
  },
};

const newPinQuestion: Question<Nothing> = {
  id: 'pin_new',
  permission: 'self.edit',
  args: nothing,
  ask: async ({ wording }, _, problem) => choosePinScreen(problem, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const { tenant, admin, cause, wording } = turn;
    if (answer.kind !== 'text') return { problem: wording.texts.html('d_pin.only_digits') };
    await hideTyped(turn);
    const { outcome } = await setPin(tenant, admin, cause, answer.text.trim());
    switch (outcome) {
      case 'set':
        return { screen: pinScreen(await readPin(tenant, admin), wording) };
      case 'not_digits':
        return { problem: wording.texts.html('d_pin.not_digits') };
      case 'too_simple':
        return { problem: wording.texts.html('d_pin.too_simple') };
    }
  },
};

/** A PIN does not stay in the chat for whoever looks at it next. */
async function hideTyped({ tenant, chatId, messageId }: DeskTurn): Promise<void> {
  if (messageId !== null) await deleteMessage(tenant.sender, chatId, messageId);
}

export function askForNewPin(turn: DeskTurn) {
  return ask(turn, newPinQuestion, {});
}

export const pinQuestions: readonly AnyQuestion[] = [question(doorQuestion), question(newPinQuestion)];
