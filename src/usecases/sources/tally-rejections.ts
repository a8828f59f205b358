import type { SourceRejection } from "../../sources/source.ts";

/** Rows that were refused for one reason. */
export interface RejectionReason {
  readonly kind: string;
  readonly field: string | null;
  readonly reason: string;
  /** The first row that was refused for it. */
  readonly row: string | null;
  readonly count: number;
}

export interface RejectionTally {
  readonly count: number;
  /** The most frequent reasons first; at most 20. */
  readonly reasons: RejectionReason[];
  /** The same without the values that reasons quote and without ids that are none: rows may hold what is personal. */
  readonly impersonal: RejectionReason[];
  add(rejection: SourceRejection): void;
}

const mostReasons = 200;
const mostShown = 20;

/** Counts refused rows by reason, so that a million of them take no more room than one. */
export function rejectionTally(): RejectionTally {
  const reasons = new Map<string, { -readonly [K in keyof RejectionReason]: RejectionReason[K] }>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    get reasons() {
      return [...reasons.values()].sort((a, b) => b.count - a.count).slice(0, mostShown);
    },
    get impersonal() {
      return this.reasons.map(({ reason, row, ...rest }) => ({
        ...rest,
        reason: reason.replaceAll(/"[^"]*"/g, '"…"'),
        row: row !== null && /^[\w:.-]{1,64}$/.test(row) ? row : null,
      }));
    },
    add({ kind, row, field, reason }) {
      count++;
      // A reason quotes the value that it is about; values differ, the reason is one.
      const key = `${kind} ${field} ${reason.replaceAll(/"[^"]*"/g, '""')}`;
      const known = reasons.get(key);
      if (known) known.count++;
      else if (reasons.size < mostReasons) reasons.set(key, { kind, field, reason, row, count: 1 });
    },
  };
}
