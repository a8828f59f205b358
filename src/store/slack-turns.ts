import { sql } from "kysely";
import type { Store } from "./database.ts";

/** A method as Slack counts its calls: in the workspace (`channelId` is empty), or in one channel. */
export interface TurnRef {
  readonly workspaceId: number;
  readonly method: string;
  readonly channelId: string;
}

/** What Slack allows: one call each `every` milliseconds, and `burst` calls at once after a rest. */
export interface Allowance {
  readonly every: number;
  readonly burst: number;
}

/**
 * Takes the next turn and gives how long to wait for it, in milliseconds. Turns are shared by all instances and taken
 * in order: the generic cell rate algorithm.
 */
export async function takeTurn(store: Store, ref: TurnRef, { every, burst }: Allowance): Promise<number> {
  const step = sql`make_interval(secs => ${every / 1000}::double precision)`;
  const tolerance = sql`make_interval(secs => ${(every * (burst - 1)) / 1000}::double precision)`;
  const { rows } = await sql<{ wait: number }>`
    insert into slack_turns as turn (workspace_id, method, channel_id, next_at)
    values (${ref.workspaceId}, ${ref.method}, ${ref.channelId}, clock_timestamp() + ${step})
    on conflict (workspace_id, method, channel_id) do update
      set next_at = greatest(turn.next_at, clock_timestamp()) + ${step}
    returning extract(epoch from
      greatest(next_at - ${step} - ${tolerance}, held_until) - clock_timestamp())::double precision * 1000 as wait`.execute(
    store,
  );
  return Math.max(0, rows[0]?.wait ?? 0);
}

/** Gives how long Slack still wants no call, in milliseconds. */
export async function heldFor(store: Store, ref: TurnRef): Promise<number> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from held_until - clock_timestamp())::double precision * 1000 as wait from slack_turns
    where workspace_id = ${ref.workspaceId} and method = ${ref.method} and channel_id = ${ref.channelId}`.execute(
    store,
  );
  return Math.max(0, rows[0]?.wait ?? 0);
}

/** Records that Slack wants no call for so many milliseconds. */
export async function holdTurns(store: Store, ref: TurnRef, milliseconds: number): Promise<void> {
  const until = sql`clock_timestamp() + make_interval(secs => ${milliseconds / 1000}::double precision)`;
  await sql`
    insert into slack_turns as turn (workspace_id, method, channel_id, next_at, held_until)
    values (${ref.workspaceId}, ${ref.method}, ${ref.channelId}, clock_timestamp(), ${until})
    on conflict (workspace_id, method, channel_id) do update
      set held_until = greatest(turn.held_until, excluded.held_until)`.execute(store);
}
