import { findTimeBlock, upcomingBlocks, type TimeBlock } from '../../db/time-blocks.js';
import type { TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';

/** A closed time as somebody of the desk sees it. */
export interface BlockView extends TimeBlock {
  /** The whole salon's closed time is not a master's to open. */
  readonly mayRemove: boolean;
}

/** What is closed from now on, earliest first; for a master the own calendar with the whole salon's. */
export async function listBlocks(ctx: TenantContext, by: Admin): Promise<BlockView[]> {
  const blocks = await ctx.db.read((tx) => upcomingBlocks(tx, scopeOf(by), ctx.clock.now()));
  return blocks.map((block) => viewOf(by, block));
}

/** One of them; null when it is open (again) or in another calendar. Any number may be asked for. */
export async function readBlock(ctx: TenantContext, by: Admin, blockId: number): Promise<BlockView | null> {
  const block = await ctx.db.read((tx) => findTimeBlock(tx, blockId));
  if (block === null) return null;
  const scope = scopeOf(by);
  const isSeen = scope === null || block.staffId === null || block.staffId === scope;
  return isSeen ? viewOf(by, block) : null;
}

function viewOf(by: Admin, block: TimeBlock): BlockView {
  const scope = scopeOf(by);
  return { ...block, mayRemove: scope === null || block.staffId === scope };
}
