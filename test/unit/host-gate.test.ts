import { Gate, type Standing } from '../../src/host/gate.js';

const never = new AbortController().signal;

/** A gate with one place, which is taken until `open` is called, and the order in which others had it. */
function closedGate() {
  const gate = new Gate(1);
  const had: string[] = [];
  let open = (): void => undefined;
  const held = new Promise<void>((resolve) => (open = resolve));
  const first = gate.run(() => held, never);
  const come = (name: string, standing?: Standing, signal = never): Promise<void> =>
    gate.run(() => Promise.resolve(void had.push(name)), signal, standing);
  return { gate, had, open, first, come };
}

test('those who have begun go before the new ones, each in the order they came', async () => {
  const { had, open, come } = closedGate();
  const all = [come('new 1'), come('begun 1', 'begun'), come('new 2'), come('begun 2', 'begun')];
  open();
  await Promise.all(all);
  expect(had).toEqual(['begun 1', 'begun 2', 'new 1', 'new 2']);
});

test('a lull is when nobody waits, whoever has a place', async () => {
  const { gate, had, open, come } = closedGate();
  await gate.lull(never);
  const waiting = come('somebody');
  const lull = gate.lull(never).then(() => had.push('lull'));
  open();
  await Promise.all([waiting, lull]);
  expect(had).toEqual(['somebody', 'lull']);
});

test('whoever gives up waiting, for a place or for a lull, is told why and holds nobody up', async () => {
  const { gate, had, open, come } = closedGate();
  const [tired, bored] = [new AbortController(), new AbortController()];
  const waiting = come('tired', 'new', tired.signal);
  const lulls = [gate.lull(bored.signal), gate.lull(never)];
  bored.abort(new Error('bored'));
  await expect(lulls[0]).rejects.toThrow('bored');
  tired.abort(new Error('tired'));
  await expect(waiting).rejects.toThrow('tired');
  await lulls[1];
  open();
  await come('next');
  expect(had).toEqual(['next']);
});
