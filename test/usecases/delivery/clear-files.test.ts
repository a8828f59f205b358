import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findDelivery } from "../../../src/store/deliveries.ts";
import {
  type DeliveryOutcome,
  deliverDigest,
  resumeDeliveries,
} from "../../../src/usecases/deliver-digest.ts";
import { abandonDelivery, clearFiles } from "../../../src/usecases/delivery/clear-files.ts";
import { usualTiming } from "../../../src/usecases/delivery/timing.ts";
import {
  channelId,
  type DeliveryRig,
  type Fault,
  openRig,
  refusal,
  sampleDigest,
} from "../../support/delivery-rig.ts";

/** No file stays at Slack that no message shows, and none that is shown goes, wherever a process dies. */

let rig: DeliveryRig;
let key = 0;
/** Ends a process where it waits. */
let dead = false;

class Death extends Error {}

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.reset();
  dead = false;
  key += 1;
});

const ref = () => ({ workspaceId: rig.workspaceId, deliveryKey: `clear:${key}` });
const deliver = (changes?: Parameters<DeliveryRig["parts"]>[0]): Promise<DeliveryOutcome> =>
  deliverDigest(rig.parts(changes), { ...ref(), channelId, digest: sampleDigest() });

/** Lets a process deliver until it dies: with the first call that `fate` says so of, the nth of its method. */
async function dieAt(fate: (method: string, nth: number) => Fault | null): Promise<void> {
  rig.wire.faults = (method, nth) => {
    if (dead) return "cut-before";
    const fault = fate(method, nth);
    dead = fault !== null;
    return fault;
  };
  await deliver({
    sleep: async () => {
      if (dead) throw new Death();
    },
  }).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  expect(dead).toBe(true);
  rig.wire.faults = () => null;
  dead = false;
}

const pictures = async () => {
  const [message] = await rig.channel();
  return [message, ...(message?.replies ?? [])].map((each) =>
    (each?.blocks ?? []).some(({ type }) => type === "image"),
  );
};
const whole = [true, true, false];
const refusedFile = () =>
  refusal("invalid_blocks", ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"]);

describe("a file whose completion was stuck on its way when its process died", () => {
  const completion = (method: string) => (method === "files.completeUploadExternal" ? "stuck" : null);

  test("is used when it is there by the next attempt", async () => {
    await dieAt(completion);
    await rig.wire.letGo();
    await deliver();
    expect(await pictures()).toEqual(whole);
    expect(await rig.leftOver()).toEqual([]);
    const granted = rig.wire.reached.filter((method) => method === "files.getUploadURLExternal");
    // The other picture's had perhaps been granted already, and was never sent.
    expect(granted.length).toBeLessThanOrEqual(3);
  });

  test("is removed when it comes after the next attempt has uploaded another", async () => {
    await dieAt(completion);
    await deliver();
    await rig.wire.letGo();
    expect(await rig.leftOver()).not.toEqual([]);
    expect(await rig.clearAway(0)).toBe(1);
    expect(await rig.leftOver()).toEqual([]);
    expect(await pictures()).toEqual(whole);
  });

  test("is looked for again when it was not there at the first look", async () => {
    await dieAt(completion);
    await deliver();
    expect(await rig.clearAway(60_000)).toBe(1);
    await rig.wire.letGo();
    expect(await rig.clearAway(60_000)).toBe(1);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("is looked for no more when it must have come by now", async () => {
    await dieAt(completion);
    await deliver();
    expect(await rig.clearAway(0)).toBe(1);
    expect(await rig.clearAway(0)).toBe(0);
  });

  test("is removed although several processes died so, each after another", async () => {
    await dieAt(completion);
    await dieAt(completion);
    await dieAt(completion);
    await deliver();
    await rig.wire.letGo();
    expect((await rig.leftOver()).length).toBeGreaterThanOrEqual(3);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
    expect(await pictures()).toEqual(whole);
  });
});

describe("a file that no message shows", () => {
  test("is removed when Slack took the message without it and the process died right then", async () => {
    let refusals = 0;
    rig.wire.faults = (method) => {
      if (dead) return "cut-before";
      if (method !== "chat.postMessage") return null;
      refusals += 1;
      if (refusals <= 5) return refusedFile();
      dead = true;
      return "cut-after";
    };
    const dying = deliver({
      sleep: async () => {
        if (dead) throw new Death();
      },
    });
    await expect(dying).rejects.toThrow(Death);
    rig.wire.faults = () => null;
    await deliver();
    expect(await pictures()).toEqual([false, true, false]);
    expect(await rig.leftOver()).toHaveLength(1);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("is removed when a process died before it posted, and the next one may not show it", async () => {
    await dieAt((method) => (method === "files.info" ? "cut-before" : null));
    rig.wire.faults = (method, nth) => (method === "chat.postMessage" && nth <= 5 ? refusedFile() : null);
    await deliver();
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
    expect(await pictures()).toEqual([false, true, false]);
  });

  test("is removed when it was not ready in time", async () => {
    rig.wire.faults = (method, nth) =>
      method === "files.info" && nth <= 8
        ? Response.json({ ok: true, file: { id: "F", mimetype: "" } })
        : null;
    await deliver();
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
    expect(await pictures()).toContain(false);
  });

  test("is removed when the delivery is given up for good", async () => {
    await dieAt((method) => (method === "chat.postMessage" ? "cut-before" : null));
    expect(await rig.leftOver()).not.toEqual([]);
    await abandonDelivery(rig.parts(), ref(), usualTiming);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("costs no call when there is none", async () => {
    await deliver();
    expect(await rig.clearAway(0)).toBe(0);
    expect(rig.wire.reached).not.toContain("files.delete");
  });
});

describe("a delivery that Slack refuses", () => {
  const archived = (method: string) => (method === "chat.postMessage" ? refusal("is_archived") : null);

  test("leaves no file behind", async () => {
    rig.wire.faults = archived;
    expect(await deliver()).toMatchObject({ outcome: "stopped" });
    rig.wire.faults = () => null;
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("comes whole when it is taken up before its files are removed", async () => {
    rig.wire.faults = archived;
    await deliver();
    rig.wire.faults = () => null;
    await deliver();
    await rig.clearAway(0);
    expect(await pictures()).toEqual(whole);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("comes whole when it is taken up after a process died while removing its files", async () => {
    rig.wire.faults = archived;
    await deliver();
    rig.wire.faults = (method) => {
      dead ||= method === "files.delete";
      return dead ? "cut-after" : null;
    };
    const dying = rig.parts({
      sleep: async () => {
        if (dead) throw new Death();
      },
    });
    await expect(clearFiles(dying, ref(), { ...usualTiming, onItsWay: 0 })).rejects.toThrow(Death);
    rig.wire.faults = () => null;
    await deliver();
    expect(await pictures()).toEqual(whole);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
    expect(await pictures()).toEqual(whole);
  });

  test("because the app was removed has its files removed when the app comes back too late for it", async () => {
    rig.wire.faults = (method) => (method === "chat.postMessage" ? refusal("account_inactive") : null);
    expect(await deliver()).toMatchObject({ outcome: "stopped", reason: "app-removed" });
    rig.wire.faults = () => null;
    expect(await rig.clearAway(0)).toBe(0);
    expect(await rig.leftOver()).not.toEqual([]);
    const { workspaceId } = rig;
    const tomorrow = new Date(Date.now() + 24 * 3_600_000);
    expect(await resumeDeliveries(rig.parts(), { workspaceId, channelId, since: tomorrow })).toBe(0);
    await rig.clearAway(0);
    expect(await rig.leftOver()).toEqual([]);
  });

  test("after its first message stands keeps that one's picture, and no other", async () => {
    rig.wire.faults = (method, nth) =>
      method === "chat.postMessage" && nth === 2 ? refusal("is_archived") : null;
    expect(await deliver()).toMatchObject({ outcome: "stopped" });
    rig.wire.faults = () => null;
    await rig.clearAway(0);
    expect(await pictures()).toEqual([true]);
    expect(await rig.leftOver()).toEqual([]);
    await deliver();
    expect(await pictures()).toEqual(whole);
  });

  test("while it is in doubt whether a message stands keeps what that one may show", async () => {
    rig.wire.faults = (method, nth) => {
      if (method.startsWith("conversations.")) return refusal("is_archived");
      return method === "chat.postMessage" && nth === 1 ? "cut-after" : null;
    };
    expect(await deliver()).toMatchObject({ outcome: "stopped" });
    rig.wire.faults = () => null;
    await rig.clearAway(0);
    await deliver();
    await rig.clearAway(0);
    expect(await pictures()).toEqual(whole);
    expect(await rig.leftOver()).toEqual([]);
  });
});

describe("a picture that stands in Slack", () => {
  test.each([1, 2, 3])("is kept, and known, when nobody lived to hear of message %i", async (nth) => {
    await dieAt((method, count) => (method === "chat.postMessage" && count === nth ? "cut-after" : null));
    await deliver();
    await rig.clearAway(0);
    expect(await pictures()).toEqual(whole);
    expect(await rig.leftOver()).toEqual([]);
    const shown = JSON.stringify(await rig.channel());
    const { fileIds } = (await findDelivery(rig.store, ref())) ?? { fileIds: {} };
    expect(Object.keys(fileIds).toSorted()).toEqual(["cycle-time", "scorecard"]);
    expect(Object.values(fileIds).every((id) => shown.includes(`"${id}"`))).toBe(true);
  });

  test("is kept when Slack does not say which file it is", async () => {
    await dieAt((method) => (method === "chat.postMessage" ? "cut-after" : null));
    const nameless = Response.json({
      ok: true,
      messages: [
        {
          ts: (await rig.channel())[0]?.ts,
          metadata: {
            event_type: "concord_delivery",
            event_payload: { delivery_id: (await findDelivery(rig.store, ref()))?.deliveryId, part: 0 },
          },
          blocks: [{ type: "image", image_url: "https://files.slack.com/files-pri/T1-F1/scorecard.png" }],
        },
      ],
    });
    let looks = 0;
    rig.wire.faults = (method) => {
      if (method === "conversations.history") looks += 1;
      return method === "conversations.history" && looks === 1 ? nameless : null;
    };
    await deliver();
    await rig.clearAway(0);
    expect(await pictures()).toEqual(whole);
    expect(await rig.leftOver()).toEqual([]);
  });
});
