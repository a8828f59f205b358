import { sql } from "kysely";
import type { Store } from "../../src/store/database.ts";
import type { Wait } from "./lateness.ts";

interface Row {
  readonly workspace_id: number;
  readonly channel_id: string;
  /** Of the subscription, which is due from then on; null: it is no due digest. */
  readonly due: Date | null;
  readonly message_ts: Readonly<Record<string, string>>;
}

const milliseconds = (ts: string) => Number(ts) * 1000;

async function allPosted(store: Store): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select delivery.workspace_id, delivery.channel_id, subscription.created_at as due, message_ts
    from deliveries as delivery
    left join subscriptions as subscription on subscription.workspace_id = delivery.workspace_id
      and delivery_key like 'run:' || subscription_id || ':%'`.execute(store);
  return rows;
}

/** Gives how long each message of each due digest was waited for, as Slack dates them. */
export async function waitsOf(store: Store): Promise<readonly Wait[]> {
  const posted = await allPosted(store);
  return posted.flatMap((delivery) => {
    const { workspace_id: workspaceId, channel_id: channel, due, message_ts } = delivery;
    if (due === null) return [];
    const times = Object.values(message_ts).map(milliseconds);
    const elsewhere = posted.flatMap((other) =>
      other !== delivery && other.channel_id === channel
        ? Object.values(other.message_ts).map(milliseconds)
        : [],
    );
    return times
      .toSorted((a, b) => a - b)
      .map((to, index, sorted) => {
        const from = sorted[index - 1] ?? due.getTime();
        const others = elsewhere.filter((at) => at > from && at < to).length;
        return { workspaceId, channel, from, to, isFirst: index === 0, others };
      });
  });
}
