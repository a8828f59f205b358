import { sql } from "kysely";
import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import type { Store } from "../../src/store/database.ts";
import type { Witness } from "./witness.ts";

/** What stands in Slack, beside what should. */
export interface Inspection {
  /** Digests: due and sent now. */
  readonly digests: number;
  /** Incidents' threads, and what was said in them after their opening. */
  readonly incidents: number;
  readonly replies: number;
  /** Messages, replies, charts and cards that are not there as they should be. */
  readonly lost: number;
  /** Messages and replies that stand twice, or that nobody asked for. */
  readonly doubled: number;
  /** Digests whose pictures are real charts. */
  readonly drawn: number;
  /** Files that no message shows. */
  readonly orphans: number;
  /** What is wrong, in words. */
  readonly findings: readonly string[];
}

/** The message, the figures, and the one KPI that the subscriptions tell. */
const partsOfADigest = 3;
const partsOfAWholeDigest = 9;
/** The scorecard, and that KPI's. */
const chartsOfADigest = 2;
/** The card, and what fired. */
const partsOfAnOpening = 2;
/** More bytes than a picture of one pixel has. */
const realSize = 5000;

interface Row {
  readonly delivery_id: string;
  readonly delivery_key: string;
  readonly channel_id: string;
  readonly step: string;
  readonly message_ts: Readonly<Record<string, string>>;
  readonly thread_ts: string | null;
  readonly chart_file_id: string | null;
  readonly incident_state: string | null;
}

interface Message {
  readonly channel: string;
  readonly ts: string;
  /** Its thread's first message; null: it is one. */
  readonly threadTs: string | null;
  readonly deliveryId: string;
  readonly part: number;
  readonly files: readonly string[];
  readonly words: string;
}

export async function inspect({
  store,
  witness,
  channels,
  mended,
}: {
  readonly store: Store;
  readonly witness: Witness;
  readonly channels: readonly string[];
  /** Deliveries of which Slack did not take every message as it was: those may be without pictures. */
  readonly mended: ReadonlySet<string>;
}): Promise<Inspection> {
  const findings: string[] = [];
  let [lost, doubled, drawn] = [0, 0, 0];
  const lose = (what: string) => {
    lost += 1;
    findings.push(what);
  };
  const double = (what: string) => {
    doubled += 1;
    findings.push(what);
  };
  const messages = (await Promise.all(channels.map((channel) => messagesIn(witness, channel)))).flat();
  const standing = new Map<string, Message>();
  for (const message of messages) {
    const key = `${message.deliveryId} ${message.part}`;
    if (standing.has(key)) double(`part ${message.part} of ${message.deliveryId} stands twice`);
    standing.set(key, message);
  }

  const deliveries = await allDeliveries(store);
  const known = new Set(deliveries.map((delivery) => delivery.delivery_id));
  for (const { deliveryId, ts } of messages) {
    if (!known.has(deliveryId)) double(`${ts} is of no delivery`);
  }
  for (const delivery of deliveries) {
    const name = delivery.delivery_key;
    const own = messages
      .filter(({ deliveryId }) => deliveryId === delivery.delivery_id)
      .toSorted((a, b) => Number(a.ts) - Number(b.ts));
    const expected = partsOf(name, own.length);
    if (own.map(({ part }) => part).join() !== Array.from({ length: expected }, (_, part) => part).join()) {
      lose(`${name} has the parts ${own.map(({ part }) => part).join()}`);
    }
    const root = delivery.thread_ts ?? delivery.message_ts["0"];
    for (const { part, ts, channel, threadTs } of own) {
      if (delivery.message_ts[part] !== ts)
        lose(`${name} knows part ${part} as ${delivery.message_ts[part]}`);
      if (channel !== delivery.channel_id) lose(`${name} stands in another channel`);
      if ((threadTs ?? ts) !== root) lose(`part ${part} of ${name} stands in another thread`);
    }
    const files = own.flatMap((message) => message.files);
    const isMended = mended.has(delivery.delivery_id);
    if (isDigest(name)) {
      if (files.length < chartsOfADigest && !isMended) lose(`${name} has ${files.length} charts`);
      const sizes = await Promise.all(files.map((file) => witness.sizeOf(file)));
      if (sizes.some((size) => size > realSize)) drawn += 1;
    }
    if (delivery.incident_state !== null) {
      const [card] = own;
      if (card?.files.join() !== (delivery.chart_file_id ?? "")) {
        lose(`the card of ${name} shows ${card?.files.join()}, not ${delivery.chart_file_id}`);
      }
      if (delivery.chart_file_id === null && !isMended) lose(`the card of ${name} has no picture`);
      const word = delivery.incident_state.toUpperCase();
      if (!card?.words.includes(word)) lose(`the card of ${name} does not say ${word}`);
    }
  }
  for (const what of await untold(store)) lose(what);

  const shown = new Set(messages.flatMap(({ files }) => files));
  const orphans = (await witness.files()).filter((file) => !shown.has(file));
  findings.push(...orphans.map((file) => `the file ${file} is shown nowhere`));
  const count = (is: (key: string) => boolean) =>
    deliveries.filter(({ delivery_key: key }) => is(key)).length;
  return {
    digests: count(isDigest),
    incidents: count(isOpening),
    replies: count((key) => /^incident:\d+:event/.test(key)),
    lost,
    doubled,
    drawn,
    orphans: orphans.length,
    findings,
  };
}

const isDigest = (key: string) => key.startsWith("run:") || key.startsWith("now:");
const isOpening = (key: string) => /^incident:\d+:opened$/.test(key);

function partsOf(key: string, found: number): number {
  // Sent now before the channel had a subscription, it tells all seven.
  if (key.startsWith("now:") && found > partsOfADigest) return partsOfAWholeDigest;
  if (isDigest(key)) return partsOfADigest;
  return isOpening(key) ? partsOfAnOpening : 1;
}

async function allDeliveries(store: Store): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select delivery_id, delivery_key, delivery.channel_id, step, delivery.message_ts,
      case when delivery_key like 'incident:%:event:%' then incident.message_ts end as thread_ts,
      case when delivery_key like 'incident:%:opened' then chart_file_id end as chart_file_id,
      case when delivery_key like 'incident:%:opened' then incident.incident -> 'status' ->> 'kind' end
        as incident_state
    from deliveries as delivery
    left join incidents as incident on incident.workspace_id = delivery.workspace_id
      and delivery_key like 'incident:' || incident_number || ':%'`.execute(store);
  return rows;
}

/** Due digests and what happened to incidents that Slack was not told. */
async function untold(store: Store): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly what: string }>`
    select format('the run of %s at %s is %s (%s)', subscription_id, due_at, state, reason) as what from runs
    left join deliveries as delivery on delivery.workspace_id = runs.workspace_id
      and delivery_key like 'run:' || subscription_id || ':%'
    where state not in ('delivered', 'late') or runs.message_ts is distinct from delivery.message_ts ->> '0'
    union all
    select format('event %s of incident %s is not told', event_number, incident_number) from incident_events
    where message = 'due'
    union all
    select format('incident %s has no thread', incident_number) from incidents where message_ts is null
    union all
    select format('the card of incident %s is not the newest', incident_number) from incidents
    where card_shown_revision < card_revision`.execute(store);
  return rows.map(({ what }) => what);
}

async function messagesIn(witness: Witness, channel: string): Promise<readonly Message[]> {
  const roots = await witness.messages(channel);
  const all: Message[] = [];
  for (const root of roots) {
    const threadTs = textOf(root.ts);
    all.push(messageOf(channel, null, root));
    for (const reply of await witness.replies(channel, threadTs)) {
      all.push(messageOf(channel, threadTs, reply));
    }
  }
  return all;
}

function messageOf(channel: string, threadTs: string | null, message: Fields): Message {
  const payload = fieldsOf(fieldsOf(message.metadata).event_payload);
  const blocks = listOf(message.blocks);
  return {
    channel,
    threadTs,
    ts: textOf(message.ts),
    deliveryId: textOf(payload.delivery_id),
    part: Number(payload.part),
    files: blocks.flatMap((block) => textOf(fieldsOf(block.slack_file).id) || []),
    words: `${textOf(message.text)} ${JSON.stringify(blocks)}`,
  };
}
