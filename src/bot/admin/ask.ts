import { z } from 'zod';
import { endConversation, readConversation } from '../../commands/conversation.js';
import type { Permission } from '../../domain/permissions.js';
import { isOvertaken, keepConversation, keyOf, type Answer } from '../client/dialogue.js';
import type { Reaction, Screen } from '../screen.js';
import type { Turn } from '../turn.js';
import type { DeskTurn } from './desk-turn.js';

/*
 * What the desk waits for: nothing → asked → answered → nothing. An answer that was taken is kept as `answeredBy`, so
 * that the same update delivered again is taken for the same answer and nothing else is. Any press or command ends it.
 */

/** Something that is answered by typing, or by sending a file. `Args` is plain data: where the question was asked. */
export interface Question<Args extends object> {
  /** Unique among the questions of the desk. */
  readonly id: string;
  readonly permission: Permission;
  readonly args: z.ZodType<Args>;
  /** The screen that asks, with a button that leads away. `problem`: what was wrong with the last answer, as HTML. */
  ask(turn: DeskTurn, args: Args, problem: string | null): Promise<Screen>;
  /** What becomes of the answer; it may come twice with one update and must then do nothing new. */
  take(turn: DeskTurn, args: Args, answer: Answer): Promise<Taken>;
}

/** Either the answer was not one, with the reason as HTML, or this is what the person sees next. */
export type Taken = { readonly problem: string } | Reaction;

/** Questions of different arguments side by side. */
export interface AnyQuestion {
  readonly id: string;
  readonly permission: Permission;
  readonly args: z.ZodType;
  /** Null when the kept arguments are another version's. */
  take(turn: DeskTurn, args: unknown, answer: Answer): Promise<Reaction> | null;
  /** The question once more. */
  repeat(turn: DeskTurn, args: unknown): Promise<Reaction> | null;
}

const id = z.number().int();
const waiting = z.object({
  kind: z.literal('desk'),
  question: z.string(),
  args: z.unknown(),
  /** The update that led to the question. */
  askedBy: id,
  panelId: id,
  answeredBy: id.nullable(),
});

export type Waiting = z.infer<typeof waiting>;

/** Asks; the next thing the person types is taken for the answer. */
export async function ask<Args extends object>(
  turn: DeskTurn,
  question: Question<Args>,
  args: Args,
  problem: string | null = null,
): Promise<Reaction> {
  return {
    screen: await question.ask(turn, args, problem),
    afterwards: (panelId) =>
      keepConversation(turn, {
        kind: 'desk',
        question: question.id,
        args,
        askedBy: turn.cause.updateId,
        panelId,
        answeredBy: null,
      } satisfies Waiting),
  };
}

/** Makes a question one of many. */
export function question<Args extends object>(asked: Question<Args>): AnyQuestion {
  return {
    id: asked.id,
    permission: asked.permission,
    args: asked.args,
    take: (turn, kept, answer) => {
      const args = asked.args.safeParse(kept);
      if (!args.success) return null;
      return asked.take(turn, args.data, answer).then((taken) => {
        return 'problem' in taken ? ask(turn, asked, args.data, taken.problem) : taken;
      });
    },
    repeat: (turn, kept) => {
      const args = asked.args.safeParse(kept);
      return args.success ? ask(turn, asked, args.data) : null;
    },
  };
}

/** What the desk waits for from this person; null when it waits for nothing. */
export async function readWaiting(turn: Turn): Promise<Waiting | null> {
  const parsed = waiting.safeParse(await readConversation(turn.tenant, keyOf(turn)));
  return parsed.success ? parsed.data : null;
}

/** Remembers which update answered. */
export async function settle(turn: Turn, asked: Waiting): Promise<void> {
  await keepConversation(turn, { ...asked, answeredBy: turn.cause.updateId });
}

/** Ends a question of the desk that `state` waits with: a button was pressed. False: it is none of the desk's. */
export async function leaveDeskQuestion(turn: Turn, state: unknown): Promise<boolean> {
  if (!waiting.safeParse(state).success) return false;
  if (isOvertaken(turn, state)) return true;
  await endConversation(turn.tenant, keyOf(turn));
  return true;
}
