/** What a check found: a `warning` can wait, a `problem` cannot. */
export interface Finding {
  readonly check: "database" | "clock" | "fonts" | "sources" | "slack" | "scopes" | "channel" | "schedule";
  readonly state: "ok" | "warning" | "problem";
  readonly what: string;
  /** How to mend it; null when all is well. */
  readonly next: string | null;
}

type Check = Finding["check"];

export function ok(check: Check, what: string): Finding {
  return { check, state: "ok", what, next: null };
}

export function warning(check: Check, what: string, next: string): Finding {
  return { check, state: "warning", what, next };
}

export function problem(check: Check, what: string, next: string): Finding {
  return { check, state: "problem", what, next };
}
