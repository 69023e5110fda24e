import { commitMass } from '../../../commands/desk/commit-mass.js';
import { removeBlock } from '../../../commands/desk/remove-block.js';
import type { Reaction } from '../../screen.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import { reasonText, refusalKey } from '../mass/routes.js';
import {
  addBlock,
  beginBlock,
  cancelAway,
  chooseBlockReason,
  chooseDay,
  chooseEnd,
  chooseHours,
  chooseRemedy,
  commitBlock,
  giveBlockReason,
  listBlocks,
  openBlock,
  openBlockPreview,
  shiftAway,
  unblock,
} from './data.js';
import {
  adjustBlock,
  askBlockReason,
  askCancelAway,
  askDay,
  askHours,
  askShiftAway,
  beginBlockOf,
} from './questions.js';
import { gone, showBlock, showBlockPreview, showBlocks, showEnd, showWho } from './show.js';

const needed = 'time.block';

export const blocksRoutes: readonly DeskRoute[] = [
  desk(listBlocks, needed, (turn, { page }) => showBlocks(turn, page)),
  desk(openBlock, needed, (turn, { block }) => showBlock(turn, block, false)),
  desk(unblock, needed, (turn, { block, sure }) =>
    sure === 'yes' ? remove(turn, block) : showBlock(turn, block, true),
  ),
  desk(addBlock, needed, (turn, { page }) => showWho(turn, page, askDay)),
  desk(chooseDay, needed, (turn, { staff }) => askDay(turn, staff)),
  desk(chooseHours, needed, askHours),
  desk(chooseEnd, needed, showEnd),
  desk(beginBlock, needed, (turn, { staff, start, end }) => beginBlockOf(turn, staff, { start, end })),
  desk(chooseBlockReason, needed, (turn, { operation }) => askBlockReason(turn, operation)),
  desk(giveBlockReason, needed, (turn, { operation, reason }) =>
    adjustBlock(turn, operation, {
      kind: 'block_reason',
      reason: reason === 'none' ? null : turn.wording.texts.plain(`d_blocks.reason_${reason}`),
    }),
  ),
  desk(openBlockPreview, needed, (turn, { operation, page }) => showBlockPreview(turn, operation, page)),
  desk(chooseRemedy, needed, (turn, { operation, remedy }) => {
    switch (remedy) {
      case 'shift':
        return askShiftAway(turn, operation);
      case 'cancel':
        return askCancelAway(turn, operation);
      case 'leave':
        return adjustBlock(turn, operation, { kind: 'change', change: { kind: 'leave' } });
    }
  }),
  desk(shiftAway, needed, (turn, { operation, minutes }) =>
    adjustBlock(turn, operation, { kind: 'change', change: { kind: 'shift', minutes } }),
  ),
  desk(cancelAway, needed, (turn, { operation, reason }) =>
    adjustBlock(turn, operation, {
      kind: 'change',
      change: { kind: 'cancel', reason: reasonText(turn, reason) },
    }),
  ),
  desk(commitBlock, needed, commit),
];

async function remove(turn: DeskTurn, blockId: number): Promise<Reaction> {
  const { outcome } = await removeBlock(turn.tenant, turn.admin, turn.cause, blockId);
  if (outcome === 'not_found') return gone(turn);
  const notice = { text: turn.wording.texts.plain('d_blocks.removed') };
  return { ...(await showBlocks(turn, 0)), notice };
}

async function commit(
  turn: DeskTurn,
  {
    operation: operationId,
    seen,
    anyway,
  }: { readonly operation: number; readonly seen: number; readonly anyway: 'yes' | 'no' },
): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const order = { kind: 'block.add' as const, operationId, seen, anyway: anyway === 'yes' };
  const key = refusalKey(await commitMass(tenant, admin, cause, order));
  const shown = await showBlockPreview(turn, operationId);
  return key === null ? shown : { ...shown, notice: { text: wording.texts.plain(key), alert: true } };
}
