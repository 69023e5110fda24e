const { default: Sequencer } = require('@jest/test-sequencer');

/*
 * Without times of an earlier run jest begins with the largest files. These are slow whatever their size: most of them
 * wait, for leases to run out and killed processes to start again, the others compute all the time.
 */
const waiting =
  /faults[\\/](?!notifications|repeated)|shutdown|supervisor|sandbox-page|embedded-postgres|webhooks|restore\.test|hosts?\.test/;
const busy = /faults[\\/]|races|canaries|crawler|permissions|property|journey\.test|security[\\/]/;

/** Begins with what takes longest, so that no worker ends minutes after the others, and has one wait while another computes. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const waiters = sorted.filter(({ path }) => waiting.test(path));
    const computers = sorted.filter(({ path }) => !waiting.test(path) && busy.test(path));
    const slow = new Set([...waiters, ...computers]);
    return [...inTurn(waiters, computers), ...sorted.filter((test) => !slow.has(test))];
  }
};

function inTurn(some, others) {
  const most = Math.max(some.length, others.length);
  return Array.from({ length: most }, (_, at) => [some[at], others[at]])
    .flat()
    .filter((test) => test !== undefined);
}
