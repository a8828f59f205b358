import type { Day } from "../funnel/calendar.ts";
import type { DataCause, Incident, Member, Moment, Resolution, SubjectKey, Team, Told } from "./incident.ts";

interface Dated {
  readonly at: Moment;
}

interface ByPerson extends Dated {
  /** The Slack user. */
  readonly by: string;
}

/** Everything that can happen to an incident; its story, in order, is its audit trail. */
export type IncidentEvent =
  | (Dated & {
      readonly kind: "opened";
      readonly number: number;
      readonly members: Incident["members"];
      readonly told: Told;
    })
  | (ByPerson & { readonly kind: "acknowledged" })
  | (ByPerson & { readonly kind: "assigned"; readonly owners: Readonly<Record<Team, string | null>> })
  | (ByPerson & { readonly kind: "snoozed"; readonly until: Day })
  | (Dated & { readonly kind: "snooze-ended" })
  /** The values moved, without being news. */
  | (Dated & { readonly kind: "observed"; readonly members: readonly Member[] })
  /** A related breach was found. */
  | (Dated & { readonly kind: "joined"; readonly member: Member })
  | (Dated & { readonly kind: "member-ended"; readonly subject: SubjectKey; readonly cause: DataCause })
  | (Dated & { readonly kind: "worsened"; readonly told: Told; readonly wakes: boolean })
  | (Dated & { readonly kind: "held"; readonly sources: readonly string[] })
  | (Dated & { readonly kind: "resolved"; readonly resolution: Resolution })
  | (Dated & {
      readonly kind: "reopened";
      /** Null: it breached again. */
      readonly by: string | null;
      readonly members: readonly Member[];
      /** Subjects that another open incident holds by now; absent: none. */
      readonly released?: readonly SubjectKey[];
      readonly told: Told | null;
    })
  | (ByPerson & {
      readonly kind: "threshold-raised";
      readonly subject: SubjectKey;
      readonly from: number;
      readonly to: number;
    })
  | (ByPerson & { readonly kind: "threshold-restored"; readonly subject: SubjectKey; readonly to: number });
export type IncidentEventKind = IncidentEvent["kind"];

/** What the thread is told in a message of its own; everything else only shows on the card. */
const told: ReadonlySet<IncidentEventKind> = new Set([
  "opened",
  "snooze-ended",
  "worsened",
  "joined",
  "resolved",
  "reopened",
]);

/** Gives whether an event is a message in the thread. */
export function isTold({ kind }: IncidentEvent): boolean {
  return told.has(kind);
}

/** Gives the people who took part, in the order in which they did. */
export function participants(events: readonly IncidentEvent[]): readonly string[] {
  const people = events.flatMap((event) => {
    if (event.kind === "resolved") return event.resolution.by === "people" ? [event.resolution.user] : [];
    const by = "by" in event && event.by !== null ? [event.by] : [];
    return event.kind === "assigned" ? [...by, event.owners.marketing, event.owners.sales] : by;
  });
  return [...new Set(people.filter((person) => person !== null))];
}
