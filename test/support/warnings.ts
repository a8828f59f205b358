import { dayOf } from "../../src/funnel/calendar.ts";
import type { Reason } from "../../src/warnings/reason.ts";
import type { RuleName } from "../../src/warnings/rule-names.ts";
import type { Severity, Warning } from "../../src/warnings/warning.ts";

export const monday = dayOf(2026, 11, 23);

export interface WarningParts {
  readonly rule?: RuleName;
  readonly subject?: string | null;
  readonly openedOn?: number;
  readonly observed?: number;
  readonly expected?: number;
  readonly severity?: Severity;
  readonly reason?: Reason;
}

/** A warning of a made-up company: of 118 opportunities that were to be expected, 76 came. */
export function warningOf(parts: WarningParts = {}): Warning {
  const { observed = 76, expected = 118 } = parts;
  const since = monday - 35;
  return {
    rule: parts.rule ?? "mql-to-opportunity-drop",
    subject: parts.subject ?? null,
    severity: parts.severity ?? "watch",
    openedOn: parts.openedOn ?? monday,
    closedOn: null,
    reason: parts.reason ?? {
      key: "conversion-fell",
      step: "mql-to-opportunity",
      observed,
      expected,
      from: 0.235,
      to: (0.235 * observed) / expected,
      since,
      carrier: { acquisitionChannel: "Webinar", share: 0.71 },
    },
    evidence: {
      unit: "ratio",
      value: (0.235 * observed) / expected,
      baselineValue: 0.235,
      observed,
      expected,
      cases: 1432,
      from: since,
      to: monday,
      baseline: { from: monday - 400, to: since },
      since,
      statistic: 4.2,
      threshold: 3,
      contributors: [],
    },
  };
}
