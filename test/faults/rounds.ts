import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { type Day, formatDay, localDay } from "../../src/funnel/calendar.ts";
import { dayNames } from "../../src/funnel/schedule.ts";
import { defaultSettings, settingsSchema } from "../../src/funnel/settings.ts";
import type { Store } from "../../src/store/database.ts";
import { changingIncidents, openIncident } from "../../src/store/incidents.ts";
import { addJobs } from "../../src/store/jobs.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { changeIncident } from "../../src/usecases/incidents/change-incident.ts";
import { evaluationJob } from "../../src/usecases/plan-evaluations.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import type { Moment } from "../../src/warnings/incident.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";
import { monday, warningOf } from "../support/warnings.ts";
import type { Random } from "./fault-proxy.ts";

/** A channel, and the workspace whose digests go there. */
export interface Place {
  readonly workspaceId: number;
  readonly channelId: string;
}

/** A workspace, and the channel of its incidents. */
export type Home = Place;

const timeZone = "UTC";

/** Makes workspaces with figures, one for each channel of incidents: Slack's pace is each workspace's own. */
export async function prepare(store: Store, incidentChannels: readonly string[]): Promise<readonly Home[]> {
  const now = new Date();
  const homes: Home[] = [];
  for (const [index, channelId] of incidentChannels.entries()) {
    const settings = settingsSchema.parse({ timeZone, incidents: { channelId } });
    const { workspaceId } = await addWorkspace(store, { name: `faults ${index}`, settings });
    await storeSmallFunnel(store, workspaceId, localDay(now.getTime(), timeZone), now);
    homes.push({ workspaceId, channelId });
  }
  return homes;
}

/** Makes every channel due at the minute that has just begun. */
export async function makeDue(store: Store, places: readonly Place[]): Promise<void> {
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  for (const { workspaceId, channelId } of places) {
    await saveSubscription(store, {
      workspaceId,
      now: new Date(minute.getTime() - 60_000),
      wish: {
        channelId,
        days: [...dayNames],
        minute: minute.getUTCHours() * 60 + minute.getUTCMinutes(),
        timeZone,
        kpis: ["cycle-time"],
        ownerId: null,
      },
    });
  }
}

const people = ["U00000001", "U00000002"];

/** Lets people do something with incidents, opens another, and has the workspace evaluated. */
export async function stirIncidents(store: Store, { workspaceId }: Home, random: Random): Promise<void> {
  const now = new Date();
  const today = localDay(now.getTime(), timeZone);
  const at: Moment = { instant: now.getTime(), day: today };
  const settings = settingsSchema.parse({ ...defaultSettings, timeZone });
  const ask = { workspaceId, settings, locale: "en", now, today, userId: people[0] ?? "" } as const;
  const { rows } = await sql<{ readonly number: number; readonly is_over: boolean }>`
    select incident_number as number, is_over from incidents
    where workspace_id = ${workspaceId} and channel_id is not null
    order by is_over, incident_number desc limit 2`.execute(store);
  for (const { number, is_over } of rows) {
    if (is_over && random() >= 0.5) continue;
    const command = is_over ? ({ kind: "reopen" } as const) : commandOf(random);
    // The data may have ended it in this very moment, or another holds its subject.
    await changeIncident({ store }, ask, number, command).catch(() => {});
  }
  await changingIncidents(
    store,
    workspaceId,
    (transaction) => openIncident(transaction, workspaceId, opening(at)),
    // One that is open again holds the subject.
  ).catch(() => {});
  // As if days had passed: the card's picture is drawn anew.
  await sql`update incidents set chart_as_of = null where workspace_id = ${workspaceId}`.execute(store);
  await hasten(store);
  await addJobs(store, [{ ...evaluationJob(workspaceId, dayWord(today)) }]);
}

function commandOf(random: Random): Parameters<typeof changeIncident>[3] {
  const [marketing = null, sales = null] = people;
  return random() < 0.4
    ? { kind: "resolve", reason: "fixed", note: "" }
    : { kind: "assign", owners: { marketing, sales } };
}

function opening(at: Moment) {
  const fired = warningOf({ openedOn: monday });
  const volume = 100;
  const member = { fired, latest: fired, seenOn: at.day, ended: null, volume, threshold: 3 };
  return [
    {
      kind: "opened" as const,
      at,
      number: 0,
      members: [member] as const,
      told: { severity: fired.severity, gap: 0.36, on: at.day },
    },
  ];
}

function dayWord(day: Day): string {
  return formatDay(day);
}

/** What waits for whoever was asked to do it, in case that one died, waits for so long no more. */
export async function hasten(store: Store): Promise<void> {
  await sql`
    update graphile_worker._private_jobs set run_at = least(run_at, now() + interval '3 seconds')
    where locked_at is null and (key like 'deliver:%' or key like 'incidents:%')`.execute(store);
}

const longest = 120_000;

/** Waits until every due time has ended well, and all else that was asked for. `mend` mends what stops a channel. */
export async function untilEnded(store: Store, mend: (place: Place) => Promise<void>): Promise<void> {
  const deadline = Date.now() + longest;
  for (;;) {
    // The database may be away.
    const open = await openWork(store, mend).catch(() => ["unknown"]);
    if (open.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`Within ${longest / 1000} s these did not end: ${open.join("; ")}`);
    }
    await pause(200);
  }
}

async function openWork(store: Store, mend: (place: Place) => Promise<void>): Promise<readonly string[]> {
  const { rows } = await sql<{
    readonly workspace_id: number;
    readonly channel_id: string;
    readonly is_paused: boolean;
    readonly state: string;
    readonly reason: string | null;
  }>`
    select workspace_id, channel_id, paused_reason is not null as is_paused, coalesce(state, 'unknown') as state, reason
    from subscriptions left join runs using (workspace_id, subscription_id)
    where state is null or state in ('pending', 'failed') or paused_reason is not null`.execute(store);
  for (const { workspace_id: workspaceId, channel_id: channelId, is_paused } of rows) {
    if (is_paused) await mend({ workspaceId, channelId });
  }
  const stopped = await sql<{ readonly workspace_id: number; readonly channel_id: string }>`
    select distinct workspace_id, channel_id from deliveries
    where step <> 'done' and stopped_reason is not null and delivery_key not like 'run:%'
      and (held_until is null or held_until < clock_timestamp())`.execute(store);
  for (const { workspace_id: workspaceId, channel_id: channelId } of stopped.rows) {
    await mend({ workspaceId, channelId });
  }
  await hasten(store);
  const jobs = await sql<{ readonly key: string }>`
    select key from graphile_worker.jobs where task_identifier <> 'clear-files'`.execute(store);
  return [
    ...rows.map(({ state, reason }) => `a run is ${state} (${reason})`),
    ...jobs.rows.map(({ key }) => `job ${key}`),
  ];
}
