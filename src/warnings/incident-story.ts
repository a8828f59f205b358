import { type Incident, type IncidentStatus, type Member, sameSubject } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

/** Gives the incident after one event; the first event of its life makes it. */
export function apply(incident: Incident | null, event: IncidentEvent): Incident {
  if (event.kind === "opened") return openedBy(event);
  if (incident === null) throw new Error(`An incident begins with "opened", not "${event.kind}".`);
  switch (event.kind) {
    case "acknowledged":
      return { ...incident, status: { kind: "acknowledged", by: event.by } };
    case "assigned":
      return { ...incident, owners: event.owners };
    case "snoozed":
      return {
        ...incident,
        status: { kind: "snoozed", until: event.until, by: event.by, before: awake(incident.status) },
      };
    case "snooze-ended":
      return { ...incident, status: awake(incident.status) };
    case "observed":
      return { ...incident, members: seen(incident.members, event.members) };
    case "joined":
      return { ...incident, members: renewed(incident.members, [event.member]) };
    case "member-ended":
      return {
        ...incident,
        members: mapped(incident.members, (member) =>
          sameSubject(member.fired, event.subject) ? { ...member, ended: event.cause } : member,
        ),
      };
    case "worsened":
      return {
        ...incident,
        told: event.told,
        status: event.wakes ? awake(incident.status) : incident.status,
      };
    case "held":
      return { ...incident, heldBy: event.sources };
    case "resolved":
      return {
        ...incident,
        heldBy: [],
        status: { kind: "resolved", at: event.at, resolution: event.resolution },
      };
    case "reopened":
      return {
        ...incident,
        status: { kind: "open" },
        // A person re-opens what the data may well say is over: then nothing of it has breached.
        members: event.by === null ? breached(incident.members, event) : incident.members,
        told: event.told ?? incident.told,
        reopenings: incident.reopenings + 1,
      };
    case "threshold-raised":
    case "threshold-restored":
      return incident;
  }
}

/** Gives the incident that its whole story makes. Throws when the story does not begin at its beginning. */
export function replay(events: readonly IncidentEvent[]): Incident {
  const incident = events.reduce<Incident | null>((before, event) => apply(before, event), null);
  if (incident === null) throw new Error("An incident without events.");
  return incident;
}

function openedBy(event: Extract<IncidentEvent, { kind: "opened" }>): Incident {
  return {
    number: event.number,
    status: { kind: "open" },
    opened: event.at,
    members: event.members,
    owners: { marketing: null, sales: null },
    told: event.told,
    heldBy: [],
    reopenings: 0,
  };
}

/** What a status is when nobody sleeps on it. */
function awake(status: IncidentStatus): Extract<IncidentStatus, { kind: "open" | "acknowledged" }> {
  switch (status.kind) {
    case "snoozed":
      return status.before;
    case "resolved":
      return { kind: "open" };
    default:
      return status;
  }
}

type Members = Incident["members"];

function mapped([first, ...more]: Members, change: (member: Member) => Member): Members {
  return [change(first), ...more.map(change)];
}

/** What fired stays as it fired; the rest is as it was seen last. */
function seen(members: Members, now: readonly Member[]): Members {
  return mapped(members, (member) => {
    const found = now.find(({ fired }) => sameSubject(fired, member.fired));
    return found ? { ...found, fired: member.fired } : member;
  });
}

/** Only what breached again lasts; what another incident took over is no longer part of it. */
function breached(
  members: Members,
  { members: now, released = [] }: Extract<IncidentEvent, { kind: "reopened" }>,
): Members {
  const kept = members.filter(({ fired }) => !released.some((key) => sameSubject(fired, key)));
  return renewed(
    kept.map((member) => ({ ...member, ended: member.ended ?? "recovered" })),
    now,
  );
}

/** A new breach brings its own values; subjects that did not breach again stay as they were. */
function renewed(members: readonly Member[], now: readonly Member[]): Members {
  const known = members.map((member) => now.find(({ fired }) => sameSubject(fired, member.fired)) ?? member);
  const added = now.filter(({ fired }) => !members.some((member) => sameSubject(member.fired, fired)));
  const [first, ...more] = [...known, ...added];
  if (!first) throw new Error("An incident without members.");
  return [first, ...more];
}
