import type { ServerResponse } from 'node:http';
import type { ApiError } from './api-error.js';
import type { CallLog, LoggedCall } from './call-log.js';
import type { Fault } from './face.js';
import type { FaultHit } from './faults.js';
import { Described } from './method-call.js';

/** The place of one call's answer: written once, recorded in the log of calls, spoiled when a fault says so. */
export class AnswerSlot {
  constructor(
    private readonly response: ServerResponse,
    private readonly log: CallLog,
    private readonly call: LoggedCall,
    private readonly hit: FaultHit | null,
  ) {}

  /** True when a fault has answered instead, before the call could have any effect. */
  spoilBefore(): boolean {
    if (this.hit?.when !== 'before') return false;
    this.spoil(this.hit);
    return true;
  }

  succeed(outcome: unknown): void {
    const described = outcome instanceof Described ? outcome : null;
    const result = described === null ? outcome : described.result;
    const tail = described === null ? '' : `,"description":${JSON.stringify(described.description)}`;
    this.send(200, `{"ok":true,"result":${JSON.stringify(result)}${tail}}`);
  }

  /** With a result that is JSON already. */
  succeedWith(resultJson: string): void {
    this.send(200, `{"ok":true,"result":${resultJson}}`);
  }

  fail(error: ApiError): void {
    this.send(error.code, error.toJson(), error);
  }

  /** Nobody is left to answer. */
  abandon(): void {
    this.log.finish(this.call, null);
  }

  private send(status: number, json: string, error?: ApiError): void {
    if (this.hit !== null) {
      this.spoil(this.hit);
      return;
    }
    this.write(status, json, 'application/json', error?.retryAfter);
    this.log.finish(this.call, status, error?.description);
  }

  private write(status: number, body: string, contentType: string, retryAfter?: number): void {
    if (this.response.destroyed) return;
    if (retryAfter !== undefined) this.response.setHeader('retry-after', retryAfter);
    this.response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
    });
    this.response.end(body);
  }

  private spoil(hit: FaultHit): void {
    const { fault } = hit;
    this.call.fault = fault.kind;
    if (fault.kind === 'hang') hit.onReleased(() => this.response.destroy());
    else if (fault.kind === 'reset') this.reset();
    else {
      const { status, body, contentType, retryAfter } = spoiledAnswer(fault);
      this.write(status, body, contentType, retryAfter);
      this.log.finish(this.call, status);
      return;
    }
    this.log.finish(this.call, null);
  }

  private reset(): void {
    const { socket } = this.response;
    if (socket === null) this.response.destroy();
    else socket.resetAndDestroy();
  }
}

interface SpoiledAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly retryAfter?: number;
}

const json = 'application/json';

function spoiledAnswer(fault: Exclude<Fault, { kind: 'hang' | 'reset' }>): SpoiledAnswer {
  switch (fault.kind) {
    case 'flood':
      return apiAnswer(429, `Too Many Requests: retry after ${fault.retryAfter}`, fault.retryAfter);
    case 'error':
      return apiAnswer(fault.code, fault.description, fault.retryAfter);
    case 'answer':
      return { status: fault.status, body: fault.body, contentType: fault.contentType ?? 'text/html' };
    case 'garbage':
      return { status: 200, body: fault.body ?? '{"ok":true,"resu', contentType: json };
  }
}

function apiAnswer(code: number, description: string, retryAfter?: number): SpoiledAnswer {
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
  const body = JSON.stringify({ ok: false, error_code: code, description, ...parameters });
  return { status: code, body, contentType: json, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
