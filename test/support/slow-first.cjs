const { default: Sequencer } = require('@jest/test-sequencer');

/** Without times of an earlier run jest begins with the largest files. These are slow whatever their size. */
const slow = /faults[\\/]|races|canaries|crawler|permissions|shutdown|security[\\/]/;

/** Begins with what takes longest, so that no worker ends minutes after the other. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [
      ...sorted.filter(({ path }) => slow.test(path)),
      ...sorted.filter(({ path }) => !slow.test(path)),
    ];
  }
};
