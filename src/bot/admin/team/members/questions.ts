import { z } from 'zod';
import { readTeamMember } from '../../../../commands/desk/list-team.js';
import { isTelegramId } from '../../../../commands/desk/team-rules.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { addScreen, memberScreen, rolesScreen } from './screens.js';

const nothing = z.object({});

/** Who shall join: an id, or any message forwarded from that person. */
const whoQuestion: Question<z.infer<typeof nothing>> = {
  id: 'team_who',
  permission: 'admins.edit',
  args: nothing,
  ask: async ({ wording }, _, problem) => addScreen(problem, wording),
  take: async ({ tenant, wording }, _, answer): Promise<Taken> => {
    const { texts } = wording;
    if (answer.forwardedFrom === null) return { problem: texts.html('d_team.hidden_sender') };
    const typed = answer.kind === 'text' && /^\s*\d{1,15}\s*$/.test(answer.text) ? Number(answer.text) : null;
    const shared = answer.kind === 'contact' ? answer.contact.userId : undefined;
    const who = answer.forwardedFrom ?? shared ?? typed;
    if (who === null || !isTelegramId(who)) return { problem: texts.html('d_team.not_an_id') };
    const known = await readTeamMember(tenant, who);
    return known === null
      ? { screen: rolesScreen({ who, version: 0 }, String(who), wording) }
      : { screen: memberScreen(known, wording, texts.html('d_team.already')) };
  },
};

export function askWho(turn: DeskTurn) {
  return ask(turn, whoQuestion, {});
}

export const memberQuestions: readonly AnyQuestion[] = [question(whoQuestion)];
