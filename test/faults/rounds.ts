import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { localDay } from "../../src/funnel/calendar.ts";
import { dayNames } from "../../src/funnel/schedule.ts";
import type { Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

/** A channel, and the workspace whose digests go there. */
export interface Place {
  readonly workspaceId: number;
  readonly channelId: string;
}

const mostWorkspaces = 4;

/** Makes workspaces with figures, and spreads the channels among them: Slack's pace is each workspace's own. */
export async function prepare(store: Store, channels: readonly string[]): Promise<readonly Place[]> {
  const now = new Date();
  const ids: number[] = [];
  for (let index = 0; index < Math.min(mostWorkspaces, channels.length); index += 1) {
    const { workspaceId } = await addWorkspace(store, { name: `faults ${index}` });
    await storeSmallFunnel(store, workspaceId, localDay(now.getTime(), "UTC"), now);
    ids.push(workspaceId);
  }
  return channels.map((channelId, index) => ({ workspaceId: ids[index % ids.length] ?? 0, channelId }));
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
        timeZone: "UTC",
        kpis: ["cycle-time"],
        ownerId: null,
      },
    });
  }
}

const longest = 120_000;

/** Waits until every due time has ended well; somebody mends what stops a channel or the app meanwhile. */
export async function untilEnded(store: Store, mend: (place: Place) => Promise<void>): Promise<void> {
  const deadline = Date.now() + longest;
  for (;;) {
    // The database may be away.
    const open = await openRuns(store, mend).catch(() => [{ state: "unknown", reason: null }]);
    if (open.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`${JSON.stringify(open)} did not end within ${longest / 1000} s`);
    }
    await pause(200);
  }
}

async function openRuns(store: Store, mend: (place: Place) => Promise<void>) {
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
  return rows.map(({ state, reason }) => ({ state, reason }));
}
