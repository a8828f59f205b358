import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DeliveryOutcome, deliverDigest } from "../../src/usecases/deliver-digest.ts";
import { channelId, type DeliveryRig, openRig, refusal, sampleDigest } from "../support/delivery-rig.ts";

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

const request = (digest = sampleDigest()) => ({
  workspaceId: rig.workspaceId,
  deliveryKey: `test:${key}`,
  channelId,
  digest,
});
const deliver = (changes?: Parameters<DeliveryRig["parts"]>[0]): Promise<DeliveryOutcome> =>
  deliverDigest(rig.parts(changes), request());

async function expectWholeDigestOnce(): Promise<void> {
  const posted = await rig.channel();
  expect(posted.map(({ text, replies }) => [text, replies.map((reply) => reply.text)])).toEqual([
    ["Week 47", ["Cycle time", "Notes"]],
  ]);
}

describe("delivering a digest", () => {
  test("posts the message with its picture, then its thread in order", async () => {
    const outcome = await deliver();
    const [message] = await rig.channel();
    expect(outcome).toEqual({ outcome: "delivered", ts: message?.ts, late: false });
    await expectWholeDigestOnce();
    expect(message?.blocks[1]).toMatchObject({
      type: "image",
      slack_file: { id: expect.stringMatching(/^F/) },
    });
  });

  test("the same key again posts nothing", async () => {
    const first = await deliver();
    const second = await deliver();
    expect([first.outcome, second.outcome]).toEqual(["delivered", "already-delivered"]);
    await expectWholeDigestOnce();
  });

  test("two instances at once post one message", async () => {
    const outcomes = await Promise.all([deliver(), deliver(), deliver()]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      "already-delivered",
      "already-delivered",
      "delivered",
    ]);
    await expectWholeDigestOnce();
  });

  test("links are not unfurled and the delivery's mark travels along", async () => {
    await deliver();
    const [message] = await rig.channel();
    expect(message).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: "concord_delivery", event_payload: { part: 0 } },
    });
  });

  test("messages of one channel are at least a second apart", async () => {
    await deliver();
    expect(rig.slept.filter((pause) => pause >= 1000).length).toBeGreaterThanOrEqual(2);
  });
});

describe("a process that dies", () => {
  class Death extends Error {}
  /** One less when both pictures are completed by one call. */
  const callsOfADelivery = 9;

  test("can do so at each call of a delivery", async () => {
    await deliver();
    expect([callsOfADelivery - 1, callsOfADelivery]).toContain(rig.wire.reached.length);
  });

  test.each(
    Array.from({ length: callsOfADelivery }, (_, index) => index + 1).flatMap((nth) => [
      { nth, when: "before Slack hears" as const },
      { nth, when: "after Slack acted on" as const },
    ]),
  )("$when call $nth leaves one whole digest once it is restarted", async ({ nth, when }) => {
    let dead = false;
    rig.wire.faults = (_method, _nth, all) => {
      if (all < nth) return null;
      const first = all === nth;
      dead = true;
      return first && when === "after Slack acted on" ? "cut-after" : "cut-before";
    };
    await deliver({
      sleep: async () => {
        if (dead) throw new Death();
      },
    }).catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
    rig.wire.faults = () => null;
    await deliver();
    await expectWholeDigestOnce();
    const [message] = await rig.channel();
    expect(message?.blocks[1]?.type).toBe("image");
  });

  test("posts later what was composed first", async () => {
    rig.wire.faults = (method, nth) => (method === "chat.postMessage" && nth === 2 ? "cut-before" : null);
    let posts = 0;
    const dying = rig.parts({
      sleep: async () => {
        posts = rig.wire.reached.filter((method) => method === "chat.postMessage").length;
        if (posts > 0) throw new Death();
      },
    });
    await expect(deliverDigest(dying, request())).rejects.toThrow(Death);
    const recomposed = { ...sampleDigest("Week 47, recomputed"), replies: [] };
    await deliverDigest(rig.parts(), request(recomposed));
    await expectWholeDigestOnce();
  });
});

describe("a doubtful call", () => {
  test("whose message arrived is not repeated", async () => {
    rig.wire.faults = (method, nth) => (method === "chat.postMessage" && nth < 3 ? "cut-after" : null);
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    await expectWholeDigestOnce();
  });

  test("whose message did not arrive is repeated", async () => {
    rig.wire.faults = (method, nth) => (method === "chat.postMessage" && nth % 2 === 1 ? "cut-before" : null);
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    await expectWholeDigestOnce();
  });

  test.each([500, 503])("answered with HTTP %i is looked up before it is repeated", async (status) => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth === 1 ? new Response("oops", { status }) : null;
    await deliver();
    expect(rig.wire.reached).toContain("conversations.history");
    await expectWholeDigestOnce();
  });

  test("when Slack stays away it is given back, to be taken up again later", async () => {
    rig.wire.faults = (method) => (method.startsWith("chat.") ? "cut-before" : null);
    await expect(deliver()).rejects.toMatchObject({ code: "slack-unreachable" });
    rig.wire.faults = () => null;
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    await expectWholeDigestOnce();
  });
});

describe("a message that came twice after all", () => {
  test("because Slack carried out late what was given up on, stays once, as the first", async () => {
    // The first call is carried out by Slack only after the second, as when it was stuck on its way.
    let stuck: (() => Promise<unknown>) | null = null;
    const { slack } = rig;
    const posting = slack.chat.postMessage.bind(slack.chat);
    let posts = 0;
    const chat = {
      postMessage: async (message: Parameters<typeof posting>[0]) => {
        posts += 1;
        if (posts === 1) {
          stuck = () => posting(message);
          rig.wire.faults = (method) => (method === "chat.postMessage" ? "cut-before" : null);
          return posting(message).finally(() => {
            rig.wire.faults = () => null;
          });
        }
        const answer = await posting(message);
        await stuck?.();
        stuck = null;
        return answer;
      },
      delete: slack.chat.delete.bind(slack.chat),
    };
    const late = { chat, files: slack.files, conversations: slack.conversations };
    await deliver({ slack: late as unknown as typeof slack });
    await expectWholeDigestOnce();
    expect(rig.wire.reached).toContain("chat.delete");
  });
});

describe("a rate limit", () => {
  test("of one channel holds no other channel up", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth === 1
        ? new Response("", { status: 429, headers: { "Retry-After": "30" } })
        : null;
    await deliver();
    expect(rig.slept).toContain(30_000);
    rig.slept.length = 0;
    const elsewhere = { ...request(), deliveryKey: `elsewhere:${key}`, channelId: "C000000002" };
    await deliverDigest(rig.parts(), elsewhere);
    expect(rig.slept.filter((pause) => pause > 10_000)).toEqual([]);
  });

  test("that one instance was told is kept by the others", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth === 1
        ? new Response("", { status: 429, headers: { "Retry-After": "30" } })
        : null;
    const died = new Error("died");
    const dying = rig.parts({
      sleep: async (milliseconds) => {
        if (milliseconds === 30_000) throw died;
      },
    });
    await expect(deliverDigest(dying, request())).rejects.toBe(died);
    const told: number[] = [];
    const enough = new Error("enough");
    const other = rig.parts({
      sleep: async (milliseconds) => {
        told.push(milliseconds);
        if (milliseconds > 20_000) throw enough;
      },
    });
    await expect(deliverDigest(other, request())).rejects.toBe(enough);
    expect(told.at(-1)).toBeGreaterThan(25_000);
  });

  test("is waited out for as long as Slack says", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth === 1
        ? new Response("", { status: 429, headers: { "Retry-After": "7" } })
        : null;
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    expect(rig.slept).toContain(7000);
    await expectWholeDigestOnce();
  });
});

describe("a picture that cannot be sent", () => {
  test("because it could not be drawn is replaced by words, and the rest arrives", async () => {
    let drawn = 0;
    await deliver({
      renderer: {
        render: async () => {
          drawn += 1;
          if (drawn === 1) throw new Error("The PNG is blank.");
          return new Uint8Array([1]);
        },
      },
    });
    const [message] = await rig.channel();
    expect(JSON.stringify(message?.blocks)).toContain("The picture is missing");
    expect(message?.replies[0]?.blocks[0]?.type).toBe("image");
    expect(rig.log.join()).toContain("The PNG is blank.");
  });

  test("because Slack takes no upload is replaced by words", async () => {
    rig.wire.faults = (method) => (method === "files.getUploadURLExternal" ? refusal("missing_scope") : null);
    await deliver();
    await expectWholeDigestOnce();
    expect(JSON.stringify(await rig.channel())).not.toContain("slack_file");
  });

  test("because Slack is still working on the file is waited for", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth <= 2
        ? refusal("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"])
        : null;
    await deliver();
    const [message] = await rig.channel();
    expect(message?.blocks[1]?.type).toBe("image");
  });

  test("because Slack never takes the file is replaced by words", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth <= 5
        ? refusal("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"])
        : null;
    await deliver();
    await expectWholeDigestOnce();
    const [message] = await rig.channel();
    expect(message?.blocks.map(({ type }) => type)).toEqual(["section", "context"]);
  });

  test("is polled for until its mimetype is filled", async () => {
    rig.wire.faults = (method, nth) =>
      method === "files.info" && nth <= 4
        ? Response.json({ ok: true, file: { id: "F", mimetype: "" } })
        : null;
    await deliver();
    expect(JSON.stringify((await rig.channel())[0]?.blocks)).toContain("slack_file");
  });
});

test("blocks that Slack refuses for another reason give way to the words alone", async () => {
  rig.wire.faults = (method, nth) =>
    method === "chat.postMessage" && nth <= 2 ? refusal("invalid_blocks", ["unsupported type: table"]) : null;
  await deliver();
  await expectWholeDigestOnce();
  expect((await rig.channel())[0]?.blocks ?? []).toEqual([]);
});

describe("a channel that cannot be posted to", () => {
  test("gets its digest when it is mended and the delivery is repeated", async () => {
    rig.wire.faults = (method) => (method === "chat.postMessage" ? refusal("not_in_channel") : null);
    await deliver();
    rig.wire.faults = () => null;
    expect(await deliver()).toMatchObject({ outcome: "delivered" });
    await expectWholeDigestOnce();
  });
});
