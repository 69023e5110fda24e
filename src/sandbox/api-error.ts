/** An answer with `ok: false`, as the Bot API words it. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly retryAfter?: number,
  ) {
    super(description);
    this.name = 'ApiError';
  }

  toJson(): string {
    return JSON.stringify({
      ok: false,
      error_code: this.code,
      description: this.description,
      ...(this.retryAfter === undefined ? {} : { parameters: { retry_after: this.retryAfter } }),
    });
  }
}

export function badRequest(explanation: string): ApiError {
  return new ApiError(400, `Bad Request: ${explanation}`);
}

export function forbidden(explanation: string): ApiError {
  return new ApiError(403, `Forbidden: ${explanation}`);
}

export function tooManyRequests(retryAfter: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, retryAfter);
}

/** For what the real server can do and this one cannot: better a clear refusal than a success that did nothing. */
export function notImplemented(what: string): ApiError {
  return new ApiError(501, `Not Implemented by the local Telegram: ${what}`);
}
