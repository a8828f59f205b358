import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { reasonWords, statusTexts } from "../../src/messages/status.ts";
import { type DeliveryOutcome, deliverDigest } from "../../src/usecases/deliver-digest.ts";
import { backoff } from "../../src/usecases/delivery/slack-calls.ts";
import {
  channelId,
  type DeliveryRig,
  type Fault,
  openRig,
  refusal,
  sampleDigest,
} from "../support/delivery-rig.ts";

let rig: DeliveryRig;
let key = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.reset();
  key += 1;
});

function deliver(): Promise<DeliveryOutcome> {
  const request = { workspaceId: rig.workspaceId, deliveryKey: `outcome:${key}`, channelId };
  return deliverDigest(rig.parts(), { ...request, digest: sampleDigest() });
}

/** The message, its two replies, and which of the three shows a picture. */
async function standing() {
  const roots = await rig.channel();
  const parts = roots.flatMap((root) => [root, ...root.replies]);
  return {
    texts: parts.map(({ text }) => text),
    pictures: parts.map(({ blocks }) => (blocks ?? []).some(({ type }) => type === "image")),
  };
}
const whole = { texts: ["Week 47", "Cycle time", "Notes"], pictures: [true, true, false] };

const limited = (seconds: number) =>
  new Response("", { status: 429, headers: { "Retry-After": String(seconds) } });
const notReady = () =>
  refusal("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"]);
const badBlocks = () =>
  refusal("invalid_blocks", ["[ERROR] unsupported type: table [json-pointer:/blocks/1/type]"]);

interface Retried {
  readonly what: string;
  readonly method: string;
  /** What becomes of the method's nth call. */
  readonly fault: (nth: number) => Fault | null;
  /** It is waited at least so long, in milliseconds. */
  readonly waits: number;
}

const first = (fault: Fault) => (nth: number) => (nth === 1 ? fault : null);
const methods = [
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
  "files.info",
  "chat.postMessage",
];

const retried: readonly Retried[] = [
  ...methods.flatMap((method): readonly Retried[] => [
    { what: "429 with Retry-After", method, fault: first(limited(9)), waits: 9000 },
    { what: "HTTP 500", method, fault: first(new Response("", { status: 500 })), waits: 375 },
    { what: "HTTP 503", method, fault: first(new Response("", { status: 503 })), waits: 375 },
    { what: "internal_error", method, fault: first(refusal("internal_error")), waits: 375 },
    { what: "a connection cut before Slack acted", method, fault: first("cut-before"), waits: 375 },
    { what: "a connection cut after Slack acted", method, fault: first("cut-after"), waits: 375 },
    { what: "no answer in time, and Slack had not acted", method, fault: first("slow-before"), waits: 375 },
    { what: "no answer in time, and Slack had acted", method, fault: first("slow-after"), waits: 375 },
  ]),
  {
    what: "a slack_file that is not ready",
    method: "chat.postMessage",
    fault: (nth) => (nth < 3 ? notReady() : null),
    waits: 1000,
  },
];

describe("is retried until the digest stands there whole, once:", () => {
  test.each(retried)("$what ($method)", async ({ method, fault, waits }) => {
    rig.wire.faults = (called, nth) => (called === method ? fault(nth) : null);
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    expect(await standing()).toEqual(whole);
    expect(Math.max(...rig.slept)).toBeGreaterThanOrEqual(waits);
  });

  test("with pauses that double, differ by chance, and end at 16 s", () => {
    const between = (attempt: number) => [backoff(attempt, () => 0), backoff(attempt, () => 1)];
    expect([0, 1, 2, 5, 50].map(between)).toEqual([
      [375, 625],
      [750, 1250],
      [1500, 2500],
      [12_000, 20_000],
      [12_000, 20_000],
    ]);
  });
});

const mended: readonly {
  readonly what: string;
  readonly fault: (nth: number) => Fault | null;
  readonly left: boolean[];
}[] = [
  {
    what: "a slack_file that never gets ready: the message goes without it",
    fault: (nth) => (nth <= 5 ? notReady() : null),
    left: [false, true, false],
  },
  {
    what: "invalid_blocks: the message goes without its picture",
    fault: first(badBlocks()),
    left: [false, true, false],
  },
  {
    what: "invalid_blocks again: its words go alone",
    fault: (nth) => (nth <= 2 ? badBlocks() : null),
    left: [false, true, false],
  },
  {
    what: "msg_too_long: its words go alone",
    fault: first(refusal("msg_too_long")),
    left: [false, true, false],
  },
];

describe("is mended, and all words arrive once:", () => {
  test.each(mended)("$what", async ({ fault, left }) => {
    rig.wire.faults = (method, nth) => (method === "chat.postMessage" ? fault(nth) : null);
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    expect(await standing()).toEqual({ texts: whole.texts, pictures: left });
    // The picture that nobody sees is not left at Slack.
    expect(await rig.leftOver()).toHaveLength(1);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("an upload that Slack refuses: the message says that its picture is missing", async () => {
    rig.wire.faults = (method) =>
      method === "files.completeUploadExternal" ? refusal("file_upload_size_restricted") : null;
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    expect(await standing()).toEqual({ texts: whole.texts, pictures: [false, false, false] });
    expect(JSON.stringify(await rig.channel())).toContain("The picture is missing");
  });
});

describe("stops the digest after one try, with a reason that /kpi status tells:", () => {
  test.each([
    ["channel_not_found", "channel-not-found"],
    ["not_in_channel", "not-in-channel"],
    ["is_archived", "channel-archived"],
    ["account_inactive", "app-removed"],
    ["token_revoked", "app-removed"],
    ["team_access_revoked", "app-removed"],
    ["invalid_auth", "app-removed"],
    ["missing_scope", "missing-scope"],
    ["restricted_action", "not-allowed"],
    ["some_new_error", "refused"],
  ])("%s: %s", async (slackError, reason) => {
    rig.wire.faults = (method) => (method === "chat.postMessage" ? refusal(slackError) : null);
    expect(await deliver()).toEqual({ outcome: "stopped", reason, slackError });
    expect(rig.wire.reached).not.toContain("chat.postMessage");
    expect(await standing()).toEqual({ texts: [], pictures: [] });
    for (const texts of Object.values(statusTexts)) {
      const kept = reason === "refused" ? `refused: ${slackError}` : reason;
      const words = reasonWords(kept, texts);
      expect(words).toBe(
        reason === "refused" ? texts.refused(slackError) : Reflect.get(texts.reasons, reason),
      );
      expect(words?.length).toBeGreaterThan(10);
    }
  });
});
