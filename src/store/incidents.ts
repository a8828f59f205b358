import { sql } from "kysely";
import { type Day, formatDay } from "../funnel/calendar.ts";
import { type Incident, isOver, type SubjectKey } from "../warnings/incident.ts";
import { type IncidentEvent, isTold } from "../warnings/incident-events.ts";
import { apply } from "../warnings/incident-story.ts";
import type { Store } from "./database.ts";

/** An incident with what Slack shows of it. */
export interface StoredIncident {
  readonly incident: Incident;
  readonly thread: { readonly channelId: string; readonly ts: string } | null;
  readonly card: { readonly revision: number; readonly shown: number };
  readonly chart: { readonly fileId: string | null; readonly asOf: Day | null };
}

export interface StoredEvent {
  readonly eventNumber: number;
  readonly event: IncidentEvent;
  readonly message: "none" | "due" | "posted" | "given-up";
}

interface Row {
  readonly incident: Incident;
  readonly channel_id: string | null;
  readonly message_ts: string | null;
  readonly card_revision: number;
  readonly card_shown_revision: number;
  readonly chart_file_id: string | null;
  readonly chart_as_of: string | null;
}

const columns = sql`incident, channel_id, message_ts, card_revision, card_shown_revision, chart_file_id,
  chart_as_of - date '1970-01-01' as chart_as_of`;

function storedOf(row: Row): StoredIncident {
  return {
    // It was written by `write` below.
    incident: row.incident,
    thread:
      row.channel_id === null || row.message_ts === null
        ? null
        : { channelId: row.channel_id, ts: row.message_ts },
    card: { revision: row.card_revision, shown: row.card_shown_revision },
    chart: { fileId: row.chart_file_id, asOf: row.chart_as_of === null ? null : Number(row.chart_as_of) },
  };
}

/**
 * Does the work while no other instance changes the incidents of the workspace, in one transaction: what it wrote is
 * there as a whole, or not at all.
 */
export async function changingIncidents<T>(
  store: Store,
  workspaceId: number,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return store.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('incidents', ${workspaceId}))`.execute(
      transaction,
    );
    return work(transaction);
  });
}

/** Gives the incidents that are not over, and those that were over on the day or after it, the oldest first. */
export async function incidentsSince(
  store: Store,
  workspaceId: number,
  overSince: Day,
): Promise<readonly StoredIncident[]> {
  const { rows } = await sql<Row>`
    select ${columns} from incidents
    where workspace_id = ${workspaceId} and (not is_over or over_on >= ${formatDay(overSince)})
    order by incident_number`.execute(store);
  return rows.map(storedOf);
}

/** Gives the incidents that were over last, the newest first. */
export async function lastOver(
  store: Store,
  workspaceId: number,
  count: number,
): Promise<readonly StoredIncident[]> {
  const { rows } = await sql<Row>`
    select ${columns} from incidents where workspace_id = ${workspaceId} and is_over
    order by over_on desc, incident_number desc limit ${count}`.execute(store);
  return rows.map(storedOf);
}

/** Gives one incident, or null. */
export async function findIncident(
  store: Store,
  workspaceId: number,
  number: number,
): Promise<StoredIncident | null> {
  const { rows } = await sql<Row>`
    select ${columns} from incidents
    where workspace_id = ${workspaceId} and incident_number = ${number}`.execute(store);
  return rows[0] ? storedOf(rows[0]) : null;
}

/** Gives an incident's story, the oldest event first. */
export async function eventsOf(
  store: Store,
  workspaceId: number,
  number: number,
): Promise<readonly StoredEvent[]> {
  const { rows } = await sql<{ event_number: number; event: IncidentEvent; message: StoredEvent["message"] }>`
    select event_number, event, message from incident_events
    where workspace_id = ${workspaceId} and incident_number = ${number} order by event_number`.execute(store);
  return rows.map((row) => ({ eventNumber: row.event_number, event: row.event, message: row.message }));
}

/** Makes a new incident of its first events and gives its number. Only within `changingIncidents`. */
export async function openIncident(
  store: Store,
  workspaceId: number,
  events: readonly IncidentEvent[],
): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(incident_number), 0) + 1 as next from incidents
    where workspace_id = ${workspaceId}`.execute(store);
  const number = rows[0]?.next ?? 1;
  const numbered = events.map((event) => (event.kind === "opened" ? { ...event, number } : event));
  await write(store, workspaceId, number, null, numbered);
  return number;
}

/** Adds events to an incident. Only within `changingIncidents`. */
export async function continueIncident(
  store: Store,
  workspaceId: number,
  incident: Incident,
  events: readonly IncidentEvent[],
): Promise<Incident> {
  return write(store, workspaceId, incident.number, incident, events);
}

async function write(
  store: Store,
  workspaceId: number,
  number: number,
  before: Incident | null,
  events: readonly IncidentEvent[],
): Promise<Incident> {
  const after = events.reduce<Incident | null>((incident, event) => apply(incident, event), before);
  if (after === null) throw new Error(`Incident ${number} has no events.`);
  const over = after.status.kind === "resolved" ? formatDay(after.status.at.day) : null;
  const { rows } = await sql<{ event_count: number }>`
    insert into incidents (workspace_id, incident_number, is_over, over_on, incident, event_count)
    values (${workspaceId}, ${number}, ${isOver(after)}, ${over}, ${JSON.stringify(after)}::jsonb,
      ${events.length})
    on conflict (workspace_id, incident_number) do update set
      is_over = excluded.is_over, over_on = excluded.over_on, incident = excluded.incident,
      event_count = incidents.event_count + excluded.event_count, card_revision = incidents.card_revision + 1
    returning event_count`.execute(store);
  const first = (rows[0]?.event_count ?? events.length) - events.length + 1;
  for (const [index, event] of events.entries()) {
    await sql`
      insert into incident_events (workspace_id, incident_number, event_number, kind, by_user, happened_at, event,
        message)
      values (${workspaceId}, ${number}, ${first + index}, ${event.kind}, ${byOf(event)},
        ${new Date(event.at.instant)}, ${JSON.stringify(event)}::jsonb, ${isTold(event) ? "due" : "none"})`.execute(
      store,
    );
  }
  await keepSubjects(store, workspaceId, after);
  return after;
}

/** What holds a subject is what keeps it from having a second incident. */
async function keepSubjects(store: Store, workspaceId: number, incident: Incident): Promise<void> {
  for (const { fired } of incident.members) {
    await sql`
      insert into incident_subjects (workspace_id, incident_number, rule, subject, is_open)
      values (${workspaceId}, ${incident.number}, ${fired.rule}, ${fired.subject ?? ""}, ${!isOver(incident)})
      on conflict (workspace_id, incident_number, rule, subject) do update set is_open = excluded.is_open`.execute(
      store,
    );
  }
}

function byOf(event: IncidentEvent): string | null {
  if (event.kind === "resolved") return event.resolution.by === "people" ? event.resolution.user : null;
  return "by" in event ? event.by : null;
}

/** Gives whether an open incident other than this one holds a subject. */
export async function isHeldElsewhere(
  store: Store,
  workspaceId: number,
  number: number,
  { rule, subject }: SubjectKey,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from incident_subjects where workspace_id = ${workspaceId} and incident_number <> ${number}
      and rule = ${rule} and subject = ${subject ?? ""} and is_open limit 1`.execute(store);
  return rows.length > 0;
}

/**
 * Says that the workspace is evaluated as of a day. Gives false, and says nothing, where it was evaluated as of a later
 * one already.
 */
export async function claimEvaluation(store: Store, workspaceId: number, asOf: Day): Promise<boolean> {
  const { rows } = await sql`
    insert into incident_evaluations (workspace_id, as_of) values (${workspaceId}, ${formatDay(asOf)})
    on conflict (workspace_id) do update set as_of = excluded.as_of
      where incident_evaluations.as_of <= excluded.as_of
    returning 1`.execute(store);
  return rows.length > 0;
}

/** Gives the numbers of the incidents that Slack does not show as they are, the oldest first. */
export async function incidentsToShow(store: Store, workspaceId: number): Promise<readonly number[]> {
  const { rows } = await sql<{ incident_number: number }>`
    select incident_number from incidents
    where workspace_id = ${workspaceId} and card_shown_revision < card_revision
    union
    select incident_number from incident_events where workspace_id = ${workspaceId} and message = 'due'
    order by incident_number`.execute(store);
  return rows.map((row) => row.incident_number);
}

export async function recordThread(
  store: Store,
  workspaceId: number,
  number: number,
  thread: {
    readonly channelId: string;
    readonly ts: string;
    readonly fileId: string | null;
    readonly asOf: Day;
    readonly revision: number;
  },
): Promise<void> {
  await sql`
    update incidents set channel_id = ${thread.channelId}, message_ts = ${thread.ts},
      chart_file_id = ${thread.fileId}, chart_as_of = ${formatDay(thread.asOf)},
      card_shown_revision = greatest(card_shown_revision, ${thread.revision})
    where workspace_id = ${workspaceId} and incident_number = ${number}`.execute(store);
}

/** Records the file of the picture that the card shows, or is to show with its next edit; null: none. */
export async function recordChart(
  store: Store,
  workspaceId: number,
  number: number,
  chart: { readonly fileId: string | null; readonly asOf: Day | null },
): Promise<void> {
  const asOf = chart.asOf === null ? null : formatDay(chart.asOf);
  await sql`
    update incidents set chart_file_id = ${chart.fileId}, chart_as_of = ${asOf}::date
    where workspace_id = ${workspaceId} and incident_number = ${number}`.execute(store);
}

export async function recordCardShown(
  store: Store,
  workspaceId: number,
  number: number,
  revision: number,
): Promise<void> {
  await sql`
    update incidents set card_shown_revision = greatest(card_shown_revision, ${revision})
    where workspace_id = ${workspaceId} and incident_number = ${number}`.execute(store);
}

/** Marks the message of an event, and those of earlier ones, as posted or as given up. */
export async function recordMessage(
  store: Store,
  workspaceId: number,
  number: number,
  eventNumber: number,
  message: "posted" | "given-up",
): Promise<void> {
  await sql`
    update incident_events set message = ${message}
    where workspace_id = ${workspaceId} and incident_number = ${number} and event_number = ${eventNumber}
      and message = 'due'`.execute(store);
}
