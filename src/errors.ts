/** The process exit statuses that other programs rely on (design, section 10). */
export const exitStatus = { done: 0, failed: 1, rowsRejected: 2, wrongUsage: 64 } as const;

export interface UserErrorParts {
  /** Stable, for logs and programs: `unknown-kpi`, `file-not-found`. */
  readonly code: string;
  /** What happened and where, as a sentence in the reader's words. */
  readonly what: string;
  /** What to do next, as a sentence; an example that works is best. */
  readonly next: string;
  readonly cause?: unknown;
}

/** An error that a person caused and can mend. Everything else crashes loudly. */
export class UserError extends Error {
  readonly code: string;
  readonly what: string;
  readonly next: string;

  constructor(parts: UserErrorParts) {
    super(`${parts.what} ${parts.next}`.trim(), { cause: parts.cause });
    this.name = "UserError";
    this.code = parts.code;
    this.what = parts.what;
    this.next = parts.next;
  }
}
