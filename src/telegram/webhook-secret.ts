import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What Telegram shows with every update it delivers to a tenant's webhook. Derived from the token, so that it is stored
 * nowhere, the same in every process, and another one with another token; the token cannot be had from it.
 */
export function webhookSecret(token: string, tenantId: string): string {
  return derivedSecret(token, 'webhook', tenantId);
}

/** What a tenant keeps secret for one purpose; nothing of it is stored, and neither the token nor another one can be had from it. */
export function derivedSecret(token: string, purpose: string, tenantId: string): string {
  return createHmac('sha256', token).update(`botel ${purpose} ${tenantId}`).digest('base64url');
}

/** Whether the secrets are the same; how long that takes tells nothing of where they differ, nor of their length. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
