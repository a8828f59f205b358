import type { Day } from "../funnel/calendar.ts";
import {
  type DataCause,
  gapOfWarning,
  type Incident,
  isOver,
  type Member,
  type Moment,
  type SubjectKey,
  sameSubject,
  type Told,
} from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
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
export interface DataSight {
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
  view: DataSight,
  at: Moment,
): readonly Change[] {
  const open = stored.filter((incident) => !isOver(incident));
  const over = stored.filter(isOver);
  const unheld = groups.flat().filter((warning) => !open.some((incident) => concerns(incident, warning)));
  const joining = new Map<number, readonly Warning[]>();
  const reopening = new Map<number, readonly Warning[]>();
  const changes: Change[] = [];
  const claimed: SubjectKey[] = open.flatMap(({ members }) => members.map(({ fired }) => fired));
  for (const group of groups) {
    const fresh = group.filter(
      (warning) =>
        unheld.includes(warning) && !over.some((incident) => isSettled(incident, warning, view.asOf)),
    );
    const [lead] = fresh;
    if (!lead) continue;
    claimed.push(...fresh);
    const holder = holderOf(open, group);
    const former = holder ? undefined : formerOf(over, lead, view.asOf);
    if (holder) {
      joining.set(holder.number, [...(joining.get(holder.number) ?? []), ...fresh]);
    } else if (former) {
      reopening.set(former.number, [...(reopening.get(former.number) ?? []), ...fresh]);
    } else {
      changes.push({ number: null, events: opening(fresh, view, at) });
    }
  }
  changes.push(...reopenings(over, reopening, unheld, claimed, view, at));
  const warnings = groups.flat();
  for (const incident of open) {
    const events = continued(incident, warnings, joining.get(incident.number) ?? [], view, at);
    if (events.length > 0) changes.push({ number: incident.number, events });
  }
  return changes;
}

/**
 * What becomes of incidents that breached again. Each subject has one open incident: what another one `claimed`
 * meanwhile is released, and between two that are re-opened the newer one keeps it.
 */
function reopenings(
  over: readonly Incident[],
  reopening: ReadonlyMap<number, readonly Warning[]>,
  unheld: readonly Warning[],
  claimed: readonly SubjectKey[],
  view: DataSight,
  at: Moment,
): readonly Change[] {
  const taken = [...claimed];
  const isTaken = (key: SubjectKey) => taken.some((other) => sameSubject(other, key));
  return over
    .toSorted(byNumber)
    .toReversed()
    .flatMap((incident) => {
      const fresh = reopening.get(incident.number);
      if (!fresh) return [];
      // What people settled is part of it again.
      const settled = unheld.filter((warning) => concerns(incident, warning) && !isTaken(warning));
      const breached = [...fresh, ...settled];
      const rest = incident.members
        .map(({ fired }) => subjectOf(fired))
        .filter((key) => !breached.some((warning) => sameSubject(warning, key)));
      const released = rest.filter(isTaken);
      taken.push(...settled, ...rest);
      return [{ number: incident.number, events: reopened(breached, released, view, at) }];
    });
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

/** The incident that a breach re-opens: the newest that was about it and was over not long ago. */
function formerOf(over: readonly Incident[], warning: Warning, asOf: Day): Incident | undefined {
  return over
    .filter((incident) => {
      const since = endOf(incident);
      return since !== null && asOf - since <= reopensWithin && concerns(incident, warning);
    })
    .toSorted(byNumber)
    .at(-1);
}

function opening(warnings: readonly Warning[], view: DataSight, at: Moment): readonly IncidentEvent[] {
  const [lead, ...more] = warnings.map((warning) => memberOf(warning, view));
  if (!lead) return [];
  const members: Incident["members"] = [lead, ...more];
  const told = toldOf(members, view.asOf);
  return [{ kind: "opened", number: 0, at, members, told }, ...heldFrom(members, [], view, at)];
}

function reopened(
  warnings: readonly Warning[],
  released: readonly SubjectKey[],
  view: DataSight,
  at: Moment,
): readonly IncidentEvent[] {
  const members = warnings.map((warning) => memberOf(warning, view));
  const told = toldOf(members, view.asOf);
  return [{ kind: "reopened", by: null, at, members, released, told }, ...heldFrom(members, [], view, at)];
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

function memberOf(warning: Warning, view: DataSight): Member {
  return { fired: warning, latest: warning, seenOn: view.asOf, ended: null, ...view.standingOf(warning) };
}

/** What an evaluation changes about an incident that is not over. */
function continued(
  incident: Incident,
  warnings: readonly Warning[],
  joining: readonly Warning[],
  view: DataSight,
  at: Moment,
): readonly IncidentEvent[] {
  const events: IncidentEvent[] = [];
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
  const lasting = [...seen, ...incident.members.filter((member) => isUnseen(member, seen))];
  events.push(...heldFrom(lasting, incident.heldBy, view, at));
  const moved = seen.filter(({ fired, latest, ended: over }) => {
    const before = incident.members.find((member) => sameSubject(member.fired, fired));
    return before && (over !== before.ended || !sameFigures(latest, before.latest));
  });
  if (moved.length > 0) events.push({ kind: "observed", at, members: moved });
  for (const warning of joining) events.push({ kind: "joined", at, member: memberOf(warning, view) });

  if (ended > 0 && joining.length === 0 && lasting.length === ended) {
    const causes = events.flatMap((event) => (event.kind === "member-ended" ? [event.cause] : []));
    events.push({ kind: "resolved", at, resolution: { by: "data", cause: causes[0] ?? "recovered" } });
    return events;
  }
  if (holdersOf(lasting, view).length === 0 && seen.length > 0) {
    const told = toldOf(seen, view.asOf);
    const graver = incident.told.severity === "watch" && told.severity === "act";
    const asleep = incident.status.kind === "snoozed" && incident.status.until > view.asOf;
    if (isWorse(incident.told, told) && (graver || !asleep)) {
      events.push({ kind: "worsened", at, told, wakes: graver });
    }
  }
  return events;
}

/** It was not over, and no rule sees it any more. */
function isUnseen(member: Member, seen: readonly Member[]): boolean {
  return member.ended === null && !seen.some(({ fired }) => sameSubject(fired, member.fired));
}

/** An event where the sources that hold these are not those that were known to. */
function heldFrom(
  members: readonly Member[],
  before: readonly string[],
  view: DataSight,
  at: Moment,
): readonly IncidentEvent[] {
  const sources = holdersOf(members, view);
  return sources.join("\n") === before.join("\n") ? [] : [{ kind: "held", at, sources }];
}

function holdersOf(members: readonly Member[], view: DataSight): readonly string[] {
  return [...new Set(members.flatMap(({ fired }) => view.holdersOf(fired.rule)))].sort();
}

function subjectOf({ rule, subject }: Warning): SubjectKey {
  return { rule, subject };
}

const figures = [
  "value",
  "baselineValue",
  "observed",
  "expected",
  "cases",
  "from",
  "to",
  "since",
  "statistic",
] as const satisfies readonly (keyof Warning["evidence"])[];

/** A later day alone is no change. */
function sameFigures(a: Warning, b: Warning): boolean {
  return a.severity === b.severity && figures.every((figure) => a.evidence[figure] === b.evidence[figure]);
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
