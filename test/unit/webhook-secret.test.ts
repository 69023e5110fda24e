import { createHmac } from 'node:crypto';
import { isSameSecret, webhookSecret } from '../../src/telegram/webhook-secret.js';
import { testToken } from '../support/host.js';

const token = testToken('anna');
const secret = webhookSecret(token, 'anna');

test('a secret is what Telegram takes, and derived as it is written down', () => {
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(secret).toBe(createHmac('sha256', token).update('botel webhook anna').digest('base64url'));
});

test('another tenant and another token have another secret', () => {
  expect(webhookSecret(token, 'boris')).not.toBe(secret);
  expect(webhookSecret(testToken('boris'), 'anna')).not.toBe(secret);
});

test('only the whole secret is the same', () => {
  expect(isSameSecret(secret, secret)).toBe(true);
  const other = secret.startsWith('A') ? 'B' : 'A';
  for (const wrong of ['', secret.slice(0, -1), `${secret}=`, other + secret.slice(1), secret.toLowerCase()])
    expect(isSameSecret(wrong, secret)).toBe(false);
});
