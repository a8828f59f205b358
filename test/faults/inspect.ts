import { fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import type { Store } from "../../src/store/database.ts";
import { listSubscriptions, runHistory } from "../../src/usecases/subscriptions.ts";
import type { Place } from "./rounds.ts";
import type { Witness } from "./witness.ts";

/** What stands in Slack, beside what should. */
export interface Inspection {
  readonly digests: number;
  /** Runs without their message, replies or charts. */
  readonly lost: number;
  /** Messages and replies that stand twice, or that belong to no run. */
  readonly doubled: number;
  /** Digests whose pictures are real charts. */
  readonly drawn: number;
  /** Files that no message shows. */
  readonly orphans: number;
  /** What is wrong, in words. */
  readonly findings: readonly string[];
}

/** The figures, and the one KPI that the subscriptions tell. */
const repliesOfADigest = 2;
/** The scorecard, and that KPI's. */
const chartsOfADigest = 2;

/** More bytes than a picture of one pixel has. */
const realSize = 5000;

export async function inspect({
  store,
  witness,
  places,
  mended,
}: {
  readonly store: Store;
  readonly witness: Witness;
  readonly places: readonly Place[];
  /** Deliveries of which Slack did not take every message as it was: those may be without pictures. */
  readonly mended: ReadonlySet<string>;
}): Promise<Inspection> {
  const findings: string[] = [];
  let [lost, doubled, drawn] = [0, 0, 0];
  const expected = new Map<string, string>();
  const workspaces = [...new Set(places.map(({ workspaceId }) => workspaceId))];
  const subscriptions = await Promise.all(workspaces.map((id) => listSubscriptions(store, id)));
  for (const subscription of subscriptions.flat()) {
    for (const run of await runHistory(store, subscription)) {
      const name = `${subscription.subscriptionId} ${run.local}`;
      if ((run.state === "delivered" || run.state === "late") && run.messageTs) {
        expected.set(`${subscription.channelId} ${run.messageTs}`, name);
      } else {
        lost += 1;
        findings.push(`${name} is ${run.state} (${run.reason})`);
      }
    }
  }

  const shown: string[] = [];
  const found = new Set<string>();
  for (const { channelId: channel } of places) {
    for (const message of await witness.messages(channel)) {
      const key = `${channel} ${textOf(message.ts)}`;
      const name = expected.get(key);
      found.add(key);
      const replies = await witness.replies(channel, textOf(message.ts));
      const parts = [message, ...replies].map((each) => Number(payloadOf(each).part));
      const files = [message, ...replies].flatMap((each) =>
        listOf(each.blocks).flatMap((block) => textOf(fieldsOf(block.slack_file).id) || []),
      );
      shown.push(...files);
      if (name === undefined) {
        doubled += 1;
        findings.push(`${key} belongs to no run`);
        continue;
      }
      if (new Set(parts).size < parts.length) {
        doubled += 1;
        findings.push(`${name} has the parts ${parts.join(", ")}`);
      }
      const isMended = mended.has(textOf(payloadOf(message).delivery_id));
      const sizes = await Promise.all(files.map((file) => witness.sizeOf(file)));
      if (sizes.some((size) => size > realSize)) drawn += 1;
      if (replies.length < repliesOfADigest || (files.length < chartsOfADigest && !isMended)) {
        lost += 1;
        findings.push(`${name} has ${replies.length} replies and ${files.length} charts`);
      }
      if (parts.some((part, index) => part !== index)) findings.push(`${name} is out of order: ${parts}`);
    }
  }
  for (const [key, name] of expected) {
    if (found.has(key)) continue;
    lost += 1;
    findings.push(`${name} has no message`);
  }
  const orphans = (await witness.files()).filter((file) => !shown.includes(file));
  findings.push(...orphans.map((file) => `the file ${file} is shown nowhere`));
  return { digests: expected.size, lost, doubled, drawn, orphans: orphans.length, findings };
}

function payloadOf(message: { readonly metadata?: unknown }) {
  return fieldsOf(fieldsOf(message.metadata).event_payload);
}
