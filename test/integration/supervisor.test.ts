import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startTestHost, testToken, type TestHost } from '../support/host.js';

let sandbox: Sandbox;
let host: TestHost | null = null;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(async () => {
  await host?.stop();
  host = null;
});

afterAll(() => sandbox.stop());

describe('x', () => {
  test('starts', async () => {
    host = await startTestHost({ tenants: { anna: { template: 'beauty' }, boris: {} }, sandbox });
    console.log(host.logs.join(''), host.host.tenants(), testToken('anna'));
    const res = await fetch(host.host.httpUrl + '/readyz');
    console.log(res.status, await res.text());
  });
});
