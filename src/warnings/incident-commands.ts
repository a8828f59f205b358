import type { Day } from "../funnel/calendar.ts";
import {
  type Incident,
  isOver,
  type Moment,
  type ResolveReason,
  type SubjectKey,
  type Team,
} from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

/** What people do to an incident. */
export type IncidentCommand =
  | { readonly kind: "acknowledge" }
  | { readonly kind: "assign"; readonly owners: Readonly<Record<Team, string | null>> }
  | { readonly kind: "snooze"; readonly until: Day }
  | { readonly kind: "resolve"; readonly reason: ResolveReason; readonly note: string }
  /** It is resolved, and its subject's threshold goes from one value to the other. */
  | {
      readonly kind: "not-useful";
      readonly subject: SubjectKey;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "restore-threshold"; readonly subject: SubjectKey; readonly to: number }
  | { readonly kind: "reopen" };

/** Why a command changes nothing. */
export type Unfit =
  | "already-acknowledged"
  | "already-assigned"
  | "already-over"
  | "not-over"
  | "until-in-the-past"
  | "until-too-far";

/** Nobody means to look away for longer than a quarter. */
export const longestSnooze = 92;

/**
 * Gives what a person's command makes of an incident in any state: the events to add, or why there are none. A
 * snoozed incident can be snoozed anew, acknowledged or resolved; a resolved one can only be re-opened.
 */
export function decide(
  incident: Incident,
  command: IncidentCommand,
  by: string,
  at: Moment,
): { readonly events: readonly IncidentEvent[] } | { readonly unfit: Unfit } {
  const { status } = incident;
  switch (command.kind) {
    case "acknowledge":
      if (isOver(incident)) return { unfit: "already-over" };
      if (status.kind === "acknowledged") return { unfit: "already-acknowledged" };
      return { events: [{ kind: "acknowledged", by, at }] };
    case "assign": {
      if (isOver(incident)) return { unfit: "already-over" };
      const { marketing, sales } = command.owners;
      if (marketing === incident.owners.marketing && sales === incident.owners.sales)
        return { unfit: "already-assigned" };
      return { events: [{ kind: "assigned", by, at, owners: { marketing, sales } }] };
    }
    case "snooze":
      if (isOver(incident)) return { unfit: "already-over" };
      if (command.until <= at.day) return { unfit: "until-in-the-past" };
      if (command.until > at.day + longestSnooze) return { unfit: "until-too-far" };
      return { events: [{ kind: "snoozed", by, at, until: command.until }] };
    case "resolve": {
      if (isOver(incident)) return { unfit: "already-over" };
      const { reason, note } = command;
      return { events: [{ kind: "resolved", at, resolution: { by: "people", user: by, reason, note } }] };
    }
    case "not-useful": {
      if (isOver(incident)) return { unfit: "already-over" };
      const { subject, from, to } = command;
      return {
        events: [
          { kind: "threshold-raised", by, at, subject, from, to },
          {
            kind: "resolved",
            at,
            resolution: { by: "people", user: by, reason: "not-useful", note: "" },
          },
        ],
      };
    }
    case "restore-threshold":
      return {
        events: [{ kind: "threshold-restored", by, at, subject: command.subject, to: command.to }],
      };
    case "reopen":
      if (!isOver(incident)) return { unfit: "not-over" };
      return { events: [{ kind: "reopened", by, at, members: [], told: null }] };
  }
}
