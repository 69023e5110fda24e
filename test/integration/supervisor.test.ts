import { writeFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { HostOverrides } from '../../src/host/host.js';
import { startSandbox, type ApiCall, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import {
  startTestHost,
  testToken,
  type TestHost,
  type TestHostOptions,
  type TestTenants,
} from '../support/host.js';
import { closedGate } from '../support/tcp-gate.js';

// Says which salon it answers for and by which rules, so that a test sees what reached the bot.
const overrides: HostOverrides = {
  entrance: (ctx) =>
    ctx.reply(`${ctx.tenant.name}/${ctx.tenant.zone}/${ctx.tenant.settings.minNoticeMinutes}`),
};

let sandbox: Sandbox;
let database: TestDatabase;
let running: TestHost | null = null;

beforeEach(async () => {
  sandbox = await startSandbox();
  database = await testDatabase();
});

afterEach(async () => {
  await running?.stop();
  running = null;
  await database.close();
  await sandbox.stop();
});

async function start(tenants: TestTenants, more: Partial<TestHostOptions> = {}): Promise<TestHost> {
  running = await startTestHost({ tenants, sandbox, database, overrides, ...more });
  return running;
}

async function ask(bot: string): Promise<string> {
  const chat = sandbox.person({ id: 5001, firstName: 'Klara' }).chat(bot);
  await chat.send('hello');
  return (await chat.waitFor((message) => message.fromBot)).text ?? '';
}

function polls(bot: string): ApiCall[] {
  return sandbox.calls({ bot, method: 'getUpdates' });
}

/** Resolves when the bot hangs on a long poll, as a bot that is left alone does. */
async function listening(...bots: string[]): Promise<void> {
  const isListening = (bot: string): boolean => polls(bot).at(-1)?.status === null;
  while (!bots.every(isListening)) await new Promise((resolve) => setImmediate(resolve));
}

/** Checks at the end that these tenants were left alone since: same polls, same state since the same moment. */
async function watchUntouched({ host }: TestHost, ...ids: string[]): Promise<() => void> {
  await listening(...ids.map((id) => `${id}_bot`));
  const look = () =>
    ids.map((id) => ({
      polls: polls(`${id}_bot`).length,
      hangs: polls(`${id}_bot`).at(-1)?.status === null,
      status: host.tenants().find((tenant) => tenant.id === id),
    }));
  const before = look();
  return () => expect(look()).toEqual(before);
}

async function sql<Row>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

function state({ host }: TestHost, id: string): { state: string; reason: string | null } | undefined {
  return host.tenants().find((tenant) => tenant.id === id);
}

describe('a change in the file, with two other salons that must not notice', () => {
  const others: TestTenants = { boris: {}, clara: {} };

  test('a new salon appears: schema, furniture and bot by themselves', async () => {
    const host = await start(others);
    const checkUntouched = await watchUntouched(host, 'boris', 'clara');
    await host.setTenants({ ...others, anna: { name: 'Anna', template: 'beauty' } });
    await host.waitForTenant('anna', 'running');
    expect(await ask('anna_bot')).toBe('Anna/Europe/Moscow/60');
    const [row] = await sql<{ services: number }>('select count(*)::int as services from t_anna.services');
    expect(row?.services).toBeGreaterThan(3);
    checkUntouched();
  });

  test('name, zone and settings change without the bot missing a poll', async () => {
    const host = await start({ ...others, anna: { name: 'Before' } });
    const checkUntouched = await watchUntouched(host, 'anna', 'boris', 'clara');
    await host.setTenants({
      ...others,
      anna: { name: 'After', timezone: 'Asia/Tokyo', settings: { min_notice: '2h' } },
    });
    await host.waitForLog(/"changed":"anna"/);
    checkUntouched();
    expect(await ask('anna_bot')).toBe('After/Asia/Tokyo/120');
  });

  test('a template named later furnishes a salon that is still empty', async () => {
    const host = await start({ ...others, anna: {} });
    await host.setTenants({ ...others, anna: { template: 'barber' } });
    await host.waitForLog(/"tenant":"anna".*"the salon is furnished"/);
    const [row] = await sql<{ services: number }>('select count(*)::int as services from t_anna.services');
    expect(row?.services).toBeGreaterThan(3);
  });

  test('another id with the same token: it hears nothing before the old one has let go', async () => {
    const heard: string[] = [];
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const entrance: HostOverrides['entrance'] = async (ctx) => {
      heard.push(ctx.tenant.id);
      if (ctx.tenant.id === 'anna') await answered;
      await ctx.reply(ctx.tenant.name);
    };
    const host = await start({ ...others, anna: {} }, { overrides: { entrance } });
    const chat = sandbox.person({ id: 5002, firstName: 'Klara' }).chat('anna_bot');
    const { updateId } = await chat.send('hello');
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await host.setTenants({ ...others, hanna: { token: testToken('anna') } });
    await host.waitForLog(/"tenant":"hanna".*"the bot is known"/);
    // As long as this takes somebody who listens too early would hear what is not answered yet.
    for (const bot of ['boris_bot', 'clara_bot', 'boris_bot']) await ask(bot);
    answer();
    await host.waitForTenant('hanna', 'running');
    await sandbox.confirmed('anna_bot', updateId ?? 0);
    expect(await ask('anna_bot')).toBe('Salon hanna');
    expect(heard.filter((id) => id === 'anna' || id === 'hanna')).toEqual(['anna', 'hanna']);
    expect(polls('anna_bot').filter(({ status }) => status === 409)).toEqual([]);
  });

  test('another token: the old bot falls silent, the new one answers over the same data', async () => {
    const host = await start({ ...others, anna: { template: 'beauty' } });
    const [before] = await sql<{ id: number }>('select max(id) as id from t_anna.services');
    const checkUntouched = await watchUntouched(host, 'boris', 'clara');
    sandbox.addBot({ token: testToken('other'), username: 'other_bot', name: 'Other' });
    await host.setTenants({ ...others, anna: { template: 'beauty', token: testToken('other') } });
    await host.waitForLog(/"bot":"other_bot"/);
    expect(await ask('other_bot')).toMatch(/^Salon anna/);
    const stopped = polls('anna_bot').length;
    await sandbox.person({ id: 5001, firstName: 'Klara' }).chat('anna_bot').send('anybody?');
    expect(await ask('other_bot')).toMatch(/^Salon anna/);
    expect(polls('anna_bot')).toHaveLength(stopped);
    expect(await sql('select max(id) as id from t_anna.services')).toEqual([before]);
    checkUntouched();
  });

  test('suspended, the bot says so politely; resumed, it works again; it listens all the while', async () => {
    const host = await start({ ...others, anna: {} });
    const checkUntouched = await watchUntouched(host, 'boris', 'clara');
    await host.setTenants({ ...others, anna: { state: 'suspended' } });
    await host.waitForTenant('anna', 'suspended');
    const answer = await ask('anna_bot');
    expect(answer).toContain('Salon anna');
    expect(answer).not.toContain('Europe/Moscow');
    await host.setTenants({ ...others, anna: {} });
    await host.waitForTenant('anna', 'running');
    expect(await ask('anna_bot')).toContain('Europe/Moscow');
    expect(polls('anna_bot').filter((poll) => poll.status !== 200 && poll.status !== null)).toEqual([]);
    checkUntouched();
  });

  test('removed, the bot stops and the data is kept; back in the file, the data is back', async () => {
    const host = await start({ ...others, anna: { template: 'beauty' } });
    const [before] = await sql<{ id: number }>('select max(id) as id from t_anna.services');
    const checkUntouched = await watchUntouched(host, 'boris', 'clara');
    await host.setTenants(others);
    await host.waitForTenant('anna', 'gone');
    const schemas = "select nspname from pg_namespace where nspname like '%\\_anna'";
    expect(await sql(schemas)).toEqual([{ nspname: 'x_anna' }]);
    const stopped = polls('anna_bot').length;
    const chat = sandbox.person({ id: 5001, firstName: 'Klara' }).chat('anna_bot');
    const { updateId } = await chat.send('anybody?');
    checkUntouched();
    expect(polls('anna_bot')).toHaveLength(stopped);

    await host.setTenants({ ...others, anna: { template: 'beauty' } });
    await host.waitForTenant('anna', 'running');
    await sandbox.confirmed('anna_bot', updateId ?? 0);
    expect(await sql(schemas)).toEqual([{ nspname: 't_anna' }]);
    expect(await sql('select max(id) as id from t_anna.services')).toEqual([before]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'an unknown key',
      (text) => text.replace('name: Salon boris', 'name: Salon boris\n    colour: red'),
      /tenants\.yaml:\d+ tenants\.boris\.colour: unknown key/,
    ],
    ['what is not YAML', (text) => `${text}\n  - {`, /tenants\.yaml:\d+: /],
    [
      'a shared token',
      (text) => text.replace(testToken('clara'), testToken('boris')),
      /tenants\.yaml:\d+ tenants\.clara\.token: this is the bot of tenants\.boris/,
    ],
    ['an empty file', () => '', /tenants\.yaml: is empty; to stop all salons write/],
  ])(
    'a save with %s changes nothing, is explained once, and the next good one counts',
    async (_what, spoil, told) => {
      const host = await start(others);
      const checkUntouched = await watchUntouched(host, 'boris', 'clara');
      let good = '';
      await host.editRegistry((text) => spoil((good = text)));
      await host.waitForLog(/was not taken over: 1 to put right; nothing changed/);
      checkUntouched();
      await host.editRegistry(() => `${good}\n# better`);
      await host.waitForLog(/was read again/);
      checkUntouched();
      expect(host.logs.filter((line) => told.test(line))).toHaveLength(1);
    },
  );

  test('a file written in place, without a rename, counts as well', async () => {
    const host = await start({ anna: { name: 'Before' } });
    await host.editRegistry((text) => text);
    await writeFile(host.registryPath, `tenants: { anna: { name: After, token: "${testToken('anna')}" } }`);
    await host.waitForLog(/"changed":"anna"/);
    expect(await ask('anna_bot')).toBe('After/Europe/Moscow/60');
  });

  test('a save without a change is not read again', async () => {
    const host = await start(others);
    await host.editRegistry((text) => text);
    await host.waitForLog(/was saved without a change/);
    await host.editRegistry((text) => `${text}# once`);
    await host.waitForLog(/was read again/);
    expect(host.logs.filter((line) => line.includes('was read again'))).toHaveLength(1);
  });

  test('a token from a variable may arrive after the start', async () => {
    const variables: Record<string, string> = {};
    const host = await start(others, { overrides: { ...overrides, registryVariables: () => variables } });
    sandbox.addBot({ token: testToken('anna'), username: 'anna_bot', name: 'Anna' });
    variables.ANNA_TOKEN = testToken('anna');
    await host.editRegistry((text) => `${text}  anna: { name: Anna, token: "\${ANNA_TOKEN}" }\n`);
    await host.waitForTenant('anna', 'running');
    expect(await ask('anna_bot')).toMatch(/^Anna/);
  });
});

describe('a salon that cannot run is parked with its reason while the rest run', () => {
  test('a token that Telegram does not know; the right one wakes it', async () => {
    const host = await start({ anna: {} });
    const checkUntouched = await watchUntouched(host, 'anna');
    await host.editRegistry((text) => `${text}  bad: { name: Bad, token: "${testToken('bad')}" }\n`);
    await host.waitForTenant('bad', 'parked');
    expect(state(host, 'bad')?.reason).toMatch(
      /^Telegram rejects the token \(401\); put the right one into the file$/,
    );
    checkUntouched();

    sandbox.addBot({ token: testToken('good'), username: 'good_bot', name: 'Good' });
    await host.editRegistry((text) => text.replace(testToken('bad'), testToken('good')));
    await host.waitForTenant('bad', 'running');
    expect(await ask('good_bot')).toMatch(/^Bad/);
    expect(state(host, 'bad')?.reason).toBeNull();
    await host.waitForLog(/"tenant":"bad".*"state":"running"/);
  });

  test('a token that is revoked while the bot runs', async () => {
    const host = await start({ anna: {}, boris: {} });
    const checkUntouched = await watchUntouched(host, 'anna');
    sandbox.revokeToken(testToken('boris'));
    await host.waitForTenant('boris', 'parked');
    expect(state(host, 'boris')?.reason).toContain('rejects the token (401)');
    checkUntouched();
    expect(await ask('anna_bot')).toMatch(/^Salon anna/);
    await host.stop();
    running = null;
    const [row] = await sql<{ last_error: string }>(
      "select last_error from botel.tenants where id = 'boris'",
    );
    expect(row?.last_error).toContain('rejects the token');
  });

  test('a migration that fails; put right, a change in the file wakes it', async () => {
    await sql('create schema t_boris; create table t_boris.services (id int);');
    const [{ owner } = { owner: '' }] = await sql<{ owner: string }>(
      'select datdba::regrole::text as owner from pg_database where datname = current_database()',
    );
    await sql(`alter schema t_boris owner to ${owner}; alter table t_boris.services owner to ${owner}`);
    const host = await start({ anna: {}, boris: {} });
    expect(state(host, 'anna')?.state).toBe('running');
    expect(state(host, 'boris')).toMatchObject({
      state: 'parked',
      reason: expect.stringContaining('services') as string,
    });
    expect(await ask('anna_bot')).toMatch(/^Salon anna/);
    await sql('drop table t_boris.services');
    await host.setTenants({ anna: {}, boris: { name: 'Boris' } });
    await host.waitForTenant('boris', 'running');
    expect(await ask('boris_bot')).toMatch(/^Boris/);
  });

  test('a database that is away, until it is back', async () => {
    const gate = await closedGate(database.url);
    const host = await start(
      { anna: {}, boris: { database: 'north' } },
      { variables: { DATABASE_URL_NORTH: gate.url } },
    );
    expect(state(host, 'anna')?.state).toBe('running');
    expect(state(host, 'boris')).toMatchObject({
      state: 'parked',
      reason: expect.stringMatching(/it is tried again by itself$/) as string,
    });
    await gate.open();
    try {
      await host.waitForTenant('boris', 'running');
      expect(await ask('boris_bot')).toMatch(/^Salon boris/);
    } finally {
      await host.stop();
      running = null;
      await gate.close();
    }
  });
});

test('a start where nothing changed asks neither Telegram who the bots are nor the database to migrate', async () => {
  const tenants: TestTenants = { anna: { template: 'beauty' }, boris: {} };
  await (await start(tenants)).stop();
  const asked = sandbox.calls({ method: 'getMe' }).length;
  expect(asked).toBe(2);
  const host = await start(tenants);
  expect(host.host.tenants().map((tenant) => tenant.state)).toEqual(['running', 'running']);
  expect(await ask('anna_bot')).toMatch(/^Salon anna/);
  expect(sandbox.calls({ method: 'getMe' })).toHaveLength(asked);
  expect(host.logs.join('')).not.toContain('furnished');
});

test('a template that was named while nothing ran furnishes a salon that is still empty', async () => {
  const services = 'select count(*)::int as services from t_anna.services';
  await start({ anna: {} });
  await running?.stop();
  await start({ anna: { template: 'barber' } });
  const [furnished] = await sql<{ services: number }>(services);
  expect(furnished?.services).toBeGreaterThan(3);
  await running?.stop();
  const again = await start({ anna: { template: 'beauty' } });
  expect(await sql(services)).toEqual([furnished]);
  expect(again.logs.some((line) => line.includes('the salon is furnished'))).toBe(false);
});

test('a file that is wrong at the start ends it with all problems', async () => {
  const starting = start({ anna: { timezone: 'Mars' }, boris: { template: 'none' } });
  await expect(starting).rejects.toMatchObject({
    code: 'registry_invalid',
    message: expect.stringMatching(/tenants\.anna\.timezone.*\n.*tenants\.boris\.template/) as string,
  });
});

test('without salons the host starts and says what to do', async () => {
  const host = await start({});
  expect(host.host.tenants()).toEqual([]);
  expect(host.logs.join('')).toMatch(/there are no salons yet: add one under .*tenants:/);
});

test('no token is in any line of the log, whatever happened', async () => {
  const host = await start({ anna: {}, boris: {} });
  const undo = sandbox.injectFault({
    fault: { kind: 'answer', status: 502, body: `<h1>${testToken('anna')}</h1>` },
    bot: 'anna_bot',
  });
  await ask('boris_bot');
  undo();
  sandbox.revokeToken(testToken('boris'));
  await host.waitForTenant('boris', 'parked');
  await host.editRegistry((text) => text.replace(testToken('boris'), testToken('nobody')));
  await host.waitForLog(/"changed":"boris"/);
  await host.waitForTenant('boris', 'parked');
  await host.stop();
  running = null;
  const secrets = ['anna', 'boris', 'nobody'].map((id) => testToken(id).split(':')[1] ?? '');
  for (const secret of secrets) expect(host.logs.join('')).not.toContain(secret);
});
