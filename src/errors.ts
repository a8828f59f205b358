/** The process exit statuses that other programs rely on (design, section 10). */
export const exitStatus = { done: 0, failed: 1, rowsRejected: 2, wrongUsage: 64 } as const;

export interface UserErrorParts {
  /** Stable, for logs and programs: `unknown-kpi`, `file-not-found`. */
  readonly code: string;
  /** What happened and where, as a sentence in the reader's words. */
  readonly what: string;
  /** What to do next, as a sentence; an example that works is best. */
  readonly next: string;
  /** `usage` (the default): what was asked for is wrong. `state`: it is right, but cannot be done as things stand. */
  readonly fault?: "usage" | "state";
  /** What another language says the same with. */
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** An error that a person caused and can mend. Everything else crashes loudly. */
export class UserError extends Error {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  readonly fault: "usage" | "state";
  readonly details: Readonly<Record<string, string | number>>;

  constructor(parts: UserErrorParts) {
    super(`${parts.what} ${parts.next}`.trim(), { cause: parts.cause });
    this.name = "UserError";
    this.code = parts.code;
    this.what = parts.what;
    this.next = parts.next;
    this.fault = parts.fault ?? "usage";
    this.details = parts.details ?? {};
  }
}

/** Gives what a terminal shows of an error, and the exit status it ends with. */
export function ending(error: unknown): { readonly text: string; readonly status: number } {
  if (error instanceof UserError) {
    const status = error.fault === "usage" ? exitStatus.wrongUsage : exitStatus.failed;
    return { text: `${error.what}\n${error.next}`, status };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text, status: exitStatus.failed };
}
