import type { Workshop } from '../../src/reports/workshop.js';

/** For what makes neither charts nor files. */
export const idleWorkshop: Workshop = {
  draw: () => Promise.reject(new Error('a chart was drawn')),
  writeTable: () => Promise.reject(new Error('a file was made')),
  close: () => Promise.resolve(),
};
