import { listBlocks, readBlock } from '../../../commands/desk/list-blocks.js';
import { listActiveStaff } from '../../../commands/desk/list-team.js';
import { longestBlockDays } from '../../../commands/desk/mass-order.js';
import { readBlockTimes } from '../../../commands/desk/block-times.js';
import type { OrderProblem } from '../../../commands/desk/prepare-mass.js';
import { previewMass } from '../../../commands/desk/preview-mass.js';
import { scopeOf } from '../../../commands/desk/admin.js';
import { paragraphs, type Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { doneScreen } from '../mass/preview-screens.js';
import { stuckScreen } from '../mass/screens.js';
import { addBlock, listBlocks as listBlocksAction, openBlockPreview } from './data.js';
import { blockPreviewScreen } from './preview-screens.js';
import { blocksScreen, blockScreen, endScreen, whoScreen } from './screens.js';

export async function showBlocks({ tenant, admin, wording }: DeskTurn, page: number): Promise<Reaction> {
  return { screen: blocksScreen(await listBlocks(tenant, admin), page, wording) };
}

export async function showBlock(turn: DeskTurn, blockId: number, asking: boolean): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const block = await readBlock(tenant, admin, blockId);
  return block === null ? gone(turn) : { screen: blockScreen(block, asking, wording) };
}

/** Whose time is closed; who has only one calendar to close goes on with it. */
export async function showWho(
  turn: DeskTurn,
  page: number,
  askDay: (turn: DeskTurn, staff: number | null) => Promise<Reaction>,
): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const scope = scopeOf(admin);
  if (scope !== null) return askDay(turn, scope === 0 ? null : scope);
  const masters = await listActiveStaff(tenant);
  const [only, another] = masters;
  if (only !== undefined && another === undefined) return askDay(turn, only.id);
  return { screen: whoScreen(masters, page, wording) };
}

export async function showEnd(
  { tenant, wording }: DeskTurn,
  asked: { readonly staff: number | null; readonly day: string; readonly start: number },
): Promise<Reaction> {
  const times = await readBlockTimes(tenant, asked.staff, asked.day);
  return { screen: endScreen(asked, times, wording) };
}

/** The time to be closed with what is in the way, or what came of it. */
export async function showBlockPreview(turn: DeskTurn, operationId: number, page = 0): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const { texts } = wording;
  const result = await previewMass(tenant, admin, { kind: 'block.add', operationId });
  switch (result.outcome) {
    case 'preview': {
      const { preview } = result;
      const { block } = preview.order;
      if (block === null) return gone(turn);
      return { screen: blockPreviewScreen(preview, block, page, wording) };
    }
    case 'done': {
      const { done, order } = result;
      const key = order.change.kind === 'shift' ? 'd_blocks.done_shift' : 'd_blocks.done_cancel';
      const told = done.visits === 0 ? null : texts.html(key, { count: done.visits });
      const text = paragraphs(texts.html('d_blocks.done'), told);
      return { screen: doneScreen(text, done, listBlocksAction.data({ page: 0 }), wording) };
    }
    case 'too_many': {
      const text = texts.html('d_mass.too_many', { most: result.most });
      return { screen: stuckScreen(text, listBlocksAction.data({ page: 0 }), wording) };
    }
    case 'service_gone':
    case 'not_found':
      return gone(turn);
  }
}

export async function gone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showBlocks(turn, 0)), notice };
}

/** What keeps a time from being closed, with the way back. */
export function stuck(turn: DeskTurn, problem: OrderProblem): Reaction {
  const text = problemText(turn, problem);
  return { screen: stuckScreen(text, addBlock.data({ page: 0 }), turn.wording) };
}

/** What is wrong with a time or with what shall become of its bookings, as HTML. */
export function problemText({ wording: { texts } }: DeskTurn, problem: OrderProblem): string {
  switch (problem) {
    case 'too_long':
      return texts.html('d_blocks.too_long', { days: longestBlockDays });
    case 'staff_gone':
      return texts.html('d_blocks.staff_gone');
    case 'bad_shift':
      return texts.html('d_mass.bad_shift');
    case 'reason_too_long':
      return texts.html('d_mass.reason_text');
    case 'same_service':
    case 'over':
      return texts.html('d_blocks.over');
  }
}

export const previewData = (operation: number): string => openBlockPreview.data({ operation, page: 0 });
