import type { Day } from "../funnel/calendar.ts";
import {
  type DataCause,
  gapOfWarning,
  type Incident,
  isOver,
  type Member,
  type SubjectKey,
  sameSubject,
  type Told,
} from "./incident.ts";
import type { IncidentEvent, Moment } from "./incident-events.ts";
import type { RuleName } from "./rule-names.ts";
import type { Warning } from "./warning.ts";

/** A breach within so many days after its incident was over re-opens it. */
export const reopensWithin = 14;
/** What people resolved while it was still open in the data stays theirs for so long, unless it gets worse. */
export const settledFor = 56;
/** It has worsened when this much more is missing than the thread was told, and not sooner than this after that. */
const worsenedBy = { factor: 1.25, atLeast: 0.05, afterDays: 7 } as const;

/** Related warnings, the one that leads first. */
export type Related = readonly [Warning, ...Warning[]];

/** What is asked of the data while incidents are brought up to date. */
export interface DataView {
  readonly asOf: Day;
  /** Sources whose silence holds a rule. */
  holdersOf(rule: RuleName): readonly string[];
  /** Why a member that no rule sees open is over; null while that cannot be told. */
  endingOf(member: Member): DataCause | null;
  /** What stands behind a warning, and by which threshold it was found. */
  standingOf(warning: Warning): Pick<Member, "volume" | "threshold">;
}

/** New events of an incident that is there; `number` null: the events of a new one, whose number is given later. */
export interface Change {
  readonly number: number | null;
  readonly events: readonly IncidentEvent[];
}

/**
 * Gives what the open warnings change about the stored incidents: new ones, re-opened ones, related breaches that
 * join, values that moved, what got materially worse, what is held by silent sources, and what is over. `stored`
 * holds all that are not over and those that were over not longer ago than `settledFor`. Told the same twice, it
 * changes nothing the second time.
 */
export function reconcile(
  stored: readonly Incident[],
  groups: readonly Related[],
  view: DataView,
  at: Moment,
): readonly Change[] {
  const open = stored.filter((incident) => !isOver(incident));
  const joining = new Map<number, Warning[]>();
  const changes: Change[] = [];
  for (const group of groups) {
    const holder = holderOf(open, group);
    const fresh = group.filter((warning) => !open.some((incident) => concerns(incident, warning)));
    if (holder) {
      joining.set(holder.number, [...(joining.get(holder.number) ?? []), ...fresh]);
      continue;
    }
    const change = begin(stored.filter(isOver), fresh, view, at);
    if (change) changes.push(change);
  }
  const warnings = groups.flat();
  for (const incident of open) {
    const events = continued(incident, warnings, joining.get(incident.number) ?? [], view, at);
    if (events.length > 0) changes.push({ number: incident.number, events });
  }
  return changes;
}

/** The open incident that a group belongs to: the one of its leader, else the oldest. */
function holderOf(open: readonly Incident[], group: Related): Incident | undefined {
  const concerned = open.filter((incident) => group.some((warning) => concerns(incident, warning)));
  return concerned.find((incident) => concerns(incident, group[0])) ?? concerned.toSorted(byNumber)[0];
}

function byNumber(a: Incident, b: Incident): number {
  return a.number - b.number;
}

function concerns({ members }: Incident, key: SubjectKey): boolean {
  return members.some(({ fired }) => sameSubject(fired, key));
}

/** A group that no open incident holds re-opens the one it had, or begins a new one, or is settled. */
function begin(
  over: readonly Incident[],
  group: readonly Warning[],
  view: DataView,
  at: Moment,
): Change | null {
  const unsettled = group.filter(
    (warning) => !over.some((incident) => isSettled(incident, warning, view.asOf)),
  );
  const [lead, ...more] = unsettled.map((warning) => memberOf(warning, view));
  if (!lead) return null;
  const members: Incident["members"] = [lead, ...more];
  const told = toldOf(members, view.asOf);
  const former = over
    .filter((incident) => {
      const since = endOf(incident);
      return since !== null && view.asOf - since <= reopensWithin && concerns(incident, lead.fired);
    })
    .toSorted(byNumber)
    .at(-1);
  return former
    ? { number: former.number, events: [{ kind: "reopened", by: null, at, members, told }] }
    : { number: null, events: [{ kind: "opened", number: 0, at, members, told }] };
}

/** People resolved this very breach: it is theirs until it closes, gets worse, or goes on for too long. */
function isSettled(incident: Incident, warning: Warning, asOf: Day): boolean {
  const { status } = incident;
  if (status.kind !== "resolved" || status.resolution.by !== "people") return false;
  const member = incident.members.find(({ fired }) => sameSubject(fired, warning));
  if (!member || warning.openedOn > status.at.day) return false;
  if (asOf - status.at.day > settledFor) return false;
  return !isWorse(toldOf([member], member.seenOn), toldOf([memberAs(warning, member)], asOf));
}

function memberAs(warning: Warning, member: Member): Member {
  return { ...member, fired: warning, latest: warning };
}

function endOf({ status }: Incident): Day | null {
  return status.kind === "resolved" ? status.at.day : null;
}

function memberOf(warning: Warning, view: DataView): Member {
  return { fired: warning, latest: warning, seenOn: view.asOf, ended: null, ...view.standingOf(warning) };
}

/** What an evaluation changes about an incident that is not over. */
function continued(
  incident: Incident,
  warnings: readonly Warning[],
  joining: readonly Warning[],
  view: DataView,
  at: Moment,
): readonly IncidentEvent[] {
  const events: IncidentEvent[] = [];
  const holders = [...new Set(incident.members.flatMap(({ fired }) => view.holdersOf(fired.rule)))].sort();
  if (holders.join("\n") !== incident.heldBy.join("\n")) events.push({ kind: "held", at, sources: holders });
  if (incident.status.kind === "snoozed" && incident.status.until <= view.asOf) {
    events.push({ kind: "snooze-ended", at });
  }
  const seen: Member[] = [];
  let ended = 0;
  for (const member of incident.members) {
    const warning = warnings.find((each) => sameSubject(each, member.fired));
    if (warning) {
      seen.push({ ...memberOf(warning, view), fired: member.fired });
    } else if (member.ended === null) {
      const cause = view.endingOf(member);
      if (cause === null) continue;
      ended += 1;
      events.push({ kind: "member-ended", at, subject: subjectOf(member.fired), cause });
    }
  }
  const moved = seen.filter(({ fired, latest, ended: over }) => {
    const before = incident.members.find((member) => sameSubject(member.fired, fired));
    return before && (over !== before.ended || !sameFigures(latest, before.latest));
  });
  if (moved.length > 0) events.push({ kind: "observed", at, members: moved });
  for (const warning of joining) events.push({ kind: "joined", at, member: memberOf(warning, view) });

  const left = seen.length + joining.length;
  const unknown = incident.members.filter(({ ended: over }) => over === null).length - ended - seenOpen();
  if (ended > 0 && left === 0 && unknown === 0) {
    const causes = events.flatMap((event) => (event.kind === "member-ended" ? [event.cause] : []));
    events.push({ kind: "resolved", at, resolution: { by: "data", cause: causes[0] ?? "recovered" } });
    return events;
  }
  if (holders.length === 0 && seen.length > 0) {
    const told = toldOf(seen, view.asOf);
    const graver = incident.told.severity === "watch" && told.severity === "act";
    const asleep = incident.status.kind === "snoozed" && incident.status.until > view.asOf;
    if (isWorse(incident.told, told) && (graver || !asleep)) {
      events.push({ kind: "worsened", at, told, wakes: graver });
    }
  }
  return events;

  function seenOpen(): number {
    return seen.filter(({ fired }) =>
      incident.members.some((member) => member.ended === null && sameSubject(member.fired, fired)),
    ).length;
  }
}

function subjectOf({ rule, subject }: Warning): SubjectKey {
  return { rule, subject };
}

/** A later day alone is no change. */
function sameFigures(a: Warning, b: Warning): boolean {
  return a.severity === b.severity && JSON.stringify(a.evidence) === JSON.stringify(b.evidence);
}

/** How bad it is: by the worst of what still lasts. */
function toldOf(members: readonly Member[], on: Day): Told {
  const lasting = members.filter(({ ended }) => ended === null);
  const [lead] = lasting.length > 0 ? lasting : members;
  return {
    severity: lasting.some(({ latest }) => latest.severity === "act") ? "act" : "watch",
    gap: lead ? gapOfWarning(lead.latest) : 0,
    on,
  };
}

function isWorse(before: Told, now: Told): boolean {
  if (now.on - before.on < worsenedBy.afterDays) return false;
  if (before.severity === "watch" && now.severity === "act") return true;
  return now.gap >= before.gap * worsenedBy.factor && now.gap - before.gap >= worsenedBy.atLeast;
}
