import { setPriority } from 'node:os';

const behindTheOthers = 10;

/**
 * Lets the threads that answer chats go first when there are fewer processors than work. To be called in a worker thread;
 * only Linux knows the priority of a single thread, elsewhere nothing changes.
 */
export function stepBack(): void {
  if (process.platform === 'linux') setPriority(behindTheOthers);
}
