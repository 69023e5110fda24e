import { parseRegistry } from '../../src/config/registry.js';
import { readRegistry, type RegistryOrder } from '../../src/config/registry-thread.js';
import { RegistryProblem } from '../../src/config/registry-types.js';

const token = (bot: number): string => `${100_000_000 + bot}:AAabcdefghijklmnopqrstuvwxyz012345678`;

/** As long as a file that is read in a thread. */
const salons = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) =>
      `  salon_${index}: { name: Салон ${index}, token: "${token(index)}", settings: { reminders: [24h, 2h] } }`,
  ).join('\n');

const orderOf = (text: string): RegistryOrder => ({
  text,
  file: 'tenants.yaml',
  variables: { ANNA_TOKEN: token(999), DATABASE_URL_NORTH: 'postgres://north/botel', UNSET: undefined },
  templates: ['beauty', 'of_the_test'],
});

const inPlace = ({ text, file, variables, templates }: RegistryOrder) =>
  parseRegistry(text, file, variables, templates);

test('a long registry comes out of its thread as it is read in place', async () => {
  const order = orderOf(`
defaults: { timezone: Asia/Tokyo }
platform: { operators: [1] }
tenants:
  anna: { name: Анна, token: "\${ANNA_TOKEN}", template: of_the_test, database: north }
${salons(100)}
`);
  const reading = await readRegistry(order);
  expect(reading).toEqual(inPlace(order));
  if (!reading.ok) throw new Error(reading.problems.join('\n'));
  expect(reading.registry.tenants.size).toBe(101);
  expect(reading.registry.tenants.get('anna')?.token).toBe(token(999));
});

test('its problems are the same, in the same words, and hide the same tokens', async () => {
  const order = orderOf(`
tenants:
  Anna: { name: Анна, token: "${token(1)}", time_zone: Europe/Moscow }
  boris: { name: Борис, token: "\${NOBODY}", timezone: Europe/Moskow, template: ${token(2)} }
  twin: { name: Twin, token: "${token(7)}" }
${salons(100)}
`);
  const reading = await readRegistry(order);
  const direct = inPlace(order);
  if (reading.ok || direct.ok) throw new Error('the registry was accepted');
  expect(reading.problems.length).toBeGreaterThanOrEqual(5);
  expect(reading.problems).toEqual(direct.problems);
  for (const problem of reading.problems) expect(problem).toBeInstanceOf(RegistryProblem);
  expect(reading.problems.map(String)).toEqual(direct.problems.map(String));
  expect(reading.problems.join('\n')).not.toContain(token(2));
});

test('the event loop goes on while a thousand salons are read', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  const reading = await readRegistry(orderOf(`tenants:\n${salons(1_000)}`));
  isOver = true;
  expect(reading.ok).toBe(true);
  // Read in place, the answer is there before the loop has turned twice.
  expect(turns).toBeGreaterThan(10);
});
