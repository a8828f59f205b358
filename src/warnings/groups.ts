import type { RuleName } from "./rule-names.ts";
import type { Warning } from "./warning.ts";

/** Warnings that tell one story: the one that leads, and those that follow from it. */
export interface WarningGroup {
  readonly lead: Warning;
  readonly consequences: readonly Warning[];
}

/** Openings further apart than a quarter are two stories. */
const furthestApart = 91;
/** An acquisition channel that carries so much of a fall is its cause. */
const carries = 0.5;

/** Gives whether one warning follows from another that is open as well: the same trouble, seen further down the funnel. */
export function followsFrom(consequence: Warning, cause: Warning): boolean {
  if (Math.abs(consequence.openedOn - cause.openedOn) > furthestApart) return false;
  switch (consequence.rule) {
    case "end-to-end-unstable":
      // Its own step says where it opens; a fall of that step explains it.
      return consequence.reason.key === "swings" && stepOf[cause.rule] === consequence.reason.step;
    case "mql-to-opportunity-drop":
      return cause.reason.key === "gate-raised" || isCarriedBy(consequence, cause);
    case "opportunity-to-customer-drop":
      return cause.reason.key === "pushed-through";
    case "cycle-time-longer":
      return cause.rule === "stage-stuck" && isSlowedBy(consequence, cause.subject);
    case "revenue-concentrated":
      return (
        (cause.rule === "channel-neglected" || cause.rule === "channel-not-attracting") &&
        consequence.reason.key === "revenue-concentrated" &&
        consequence.reason.acquisitionChannel !== cause.subject
      );
    case "handoff-imbalance":
      return (
        consequence.reason.key === "half-fails-target" &&
        cause.reason.key === "conversion-fell" &&
        cause.reason.step === consequence.reason.failing
      );
    default:
      return false;
  }
}

const stepOf: Partial<Record<RuleName, string>> = {
  "mql-to-opportunity-drop": "mql-to-opportunity",
  "opportunity-to-customer-drop": "opportunity-to-customer",
};

function isCarriedBy({ reason }: Warning, { rule, subject }: Warning): boolean {
  return (
    rule === "channel-neglected" &&
    reason.key === "conversion-fell" &&
    reason.carrier?.acquisitionChannel === subject &&
    reason.carrier.share >= carries
  );
}

/** A stage that takes longer makes the whole longer, whatever else does. */
function isSlowedBy({ evidence }: Warning, stage: string | null): boolean {
  const stages = evidence.contributors.filter(({ dimension }) => dimension === "stage");
  return stages.length === 0 || stages.some(({ member, effect }) => member === stage && effect > 0);
}

/**
 * Gives the open warnings as stories, in their order: each warning once, under the first that it follows from and that
 * follows from nothing itself.
 */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const causeOf = new Map<Warning, Warning>();
  for (const warning of warnings) {
    const cause = warnings.find((other) => other !== warning && followsFrom(warning, other));
    if (cause) causeOf.set(warning, cause);
  }
  const leadOf = (warning: Warning): Warning => {
    let lead = warning;
    for (const seen = new Set<Warning>(); !seen.has(lead); ) {
      seen.add(lead);
      lead = causeOf.get(lead) ?? lead;
    }
    return lead;
  };
  const leads = warnings.filter((warning) => leadOf(warning) === warning);
  return leads.map((lead) => ({
    lead,
    consequences: warnings.filter((warning) => warning !== lead && leadOf(warning) === lead),
  }));
}

/** Falls of a half of the pair are told by themselves, even where an acquisition channel explains them. */
const alwaysTold: readonly RuleName[] = ["mql-to-opportunity-drop", "opportunity-to-customer-drop"];

/** Gives a timeline without what only echoed another incident that was open when it opened. */
export function withoutEchoes(incidents: readonly Warning[]): readonly Warning[] {
  return incidents.filter(
    (incident) =>
      alwaysTold.includes(incident.rule) ||
      !incidents.some(
        (cause) => cause !== incident && wasOpenAt(cause, incident.openedOn) && followsFrom(incident, cause),
      ),
  );
}

function wasOpenAt({ openedOn, closedOn }: Warning, day: number): boolean {
  return openedOn <= day && (closedOn === null || closedOn > day);
}
