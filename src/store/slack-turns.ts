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

export interface Turn {
  /** False: the wait was too long, and no turn was taken. */
  readonly isTaken: boolean;
  /** Milliseconds until the last of the turns. */
  readonly wait: number;
}

/**
 * Takes the next turns, unless that means to wait longer than `mostWait` milliseconds. Turns are shared by all
 * instances and taken in order: the generic cell rate algorithm.
 */
export async function takeTurns(
  store: Store,
  ref: TurnRef,
  { every, burst }: Allowance,
  turns: number,
  mostWait: number,
): Promise<Turn> {
  const seconds = (milliseconds: number) =>
    sql`make_interval(secs => ${milliseconds / 1000}::double precision)`;
  const is = sql`workspace_id = ${ref.workspaceId} and method = ${ref.method} and channel_id = ${ref.channelId}`;
  const { rows } = await sql<{ is_taken: boolean; wait: number }>`
    update slack_turns as turn
    set next_at = case when before.at <= clock_timestamp() + ${seconds(mostWait)}
      then before.base + ${seconds(every * turns)} else turn.next_at end
    from (
      select base, greatest(base + ${seconds(every * (turns - burst))}, held_until) as at
      from (
        select greatest(next_at, clock_timestamp()) as base, held_until from slack_turns where ${is} for update
      ) as held
    ) as before
    where ${is}
    returning turn.next_at > before.base as is_taken,
      extract(epoch from before.at - clock_timestamp())::double precision * 1000 as wait`.execute(store);
  const [row] = rows;
  if (row) return { isTaken: row.is_taken, wait: Math.max(0, row.wait) };
  await sql`
    insert into slack_turns (workspace_id, method, channel_id, next_at)
    values (${ref.workspaceId}, ${ref.method}, ${ref.channelId}, clock_timestamp())
    on conflict (workspace_id, method, channel_id) do nothing`.execute(store);
  return takeTurns(store, ref, { every, burst }, turns, mostWait);
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
