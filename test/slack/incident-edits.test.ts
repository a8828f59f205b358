import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { type Settings, settingsSchema } from "../../src/funnel/settings.ts";
import { tasksOf } from "../../src/schedule/tasks.ts";
import { incidentsToShow } from "../../src/store/incidents.ts";
import { saveSettings } from "../../src/store/workspaces.ts";
import type { DeliveryParts } from "../../src/usecases/deliver-digest.ts";
import { clearFiles } from "../../src/usecases/delivery/clear-files.ts";
import { usualTiming } from "../../src/usecases/delivery/timing.ts";
import { changeIncident, showingJob } from "../../src/usecases/incidents/change-incident.ts";
import { deliverIncidents } from "../../src/usecases/incidents/deliver-incidents.ts";
import { updateIncidents } from "../../src/usecases/incidents/evaluate-workspace.ts";
import { now, startTestBot, type TestBot, today, wordsIn } from "../support/bot.ts";
import { fallingHistory } from "../support/falling-history.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { monday } from "../support/warnings.ts";

class Death extends Error {}

let bot: TestBot;
let room: string;
let settings: Settings;
/** What Slack was asked for, in its order, and how long was waited before. */
let calls: { readonly method: string; readonly waited: number }[] = [];
let waited = 0;

beforeAll(async () => {
  bot = await startTestBot(null);
  room = bot.emulator.channels.revenueTeam.id;
  settings = settingsSchema.parse({ timeZone: "Europe/Athens", incidents: { channelId: room } });
  await saveSettings(bot.store, bot.workspace.workspaceId, settings);
  await evaluate(monday);
});
afterAll(() => bot.stop());
beforeEach(() => {
  calls = [];
  waited = 0;
  bot.emulator.interfere(({ method }, moment) => {
    if (moment === "before") calls.push({ method, waited });
    if (moment === "before") waited = 0;
    return null;
  });
});

const parts = (changes: Partial<DeliveryParts> = {}): DeliveryParts => ({
  store: bot.store,
  slack: bot.bot.client,
  renderer: { render: async () => onePixelPng },
  log: pino({ level: "silent" }),
  now: () => now,
  sleep: async (milliseconds) => {
    waited += milliseconds;
  },
  ...changes,
});
const workspace = () => ({ workspaceId: bot.workspace.workspaceId, settings });

async function evaluate(asOf: number, changes: Partial<DeliveryParts> = {}): Promise<void> {
  const history = fallingHistory({ asOf });
  await updateIncidents(bot.store, workspace(), history, {
    instant: now.getTime() + (asOf - monday) * 86_400_000,
    day: asOf,
  });
  await deliverIncidents(parts(changes), workspace(), history);
}

/** Does what somebody wants of the incident, and shows nobody. */
function change(command: Parameters<typeof changeIncident>[3]) {
  const { workspaceId } = bot.workspace;
  const ask = { workspaceId, settings, locale: "en", now, today, userId: "U1" } as const;
  return changeIncident({ store: bot.store }, ask, 1, command);
}
const show = (changes: Partial<DeliveryParts> = {}) => deliverIncidents(parts(changes), workspace(), null);

async function cards() {
  const { messages } = await bot.emulator.read("conversations.history", { channel: room });
  return listOf(messages).filter(({ user }) => user === bot.emulator.botUserId);
}
const words = async () => wordsIn(listOf((await cards())[0]?.blocks));

test("an edit waits for its second after the channel's other messages, as they wait for it", async () => {
  await change({ kind: "acknowledge" });
  await show();
  const edit = calls.find(({ method }) => method === "chat.update");
  expect(await words()).toContain("*ACKNOWLEDGED*");
  expect(edit?.waited).toBeGreaterThan(900);
});

test.each([
  ["before Slack hears of it", "before"],
  ["after Slack has done it", "after"],
] as const)("an edit that a crash cuts off %s is made again", async (_, cut) => {
  await change({ kind: "resolve", reason: "fixed", note: "" });
  bot.emulator.interfere(({ method }, moment) =>
    method === "chat.update" && moment === cut ? { ok: false, error: "internal_error" } : null,
  );
  let isCut = false;
  const dying: DeliveryParts["sleep"] = async (milliseconds) => {
    isCut = milliseconds < 900 && milliseconds > 300;
    if (isCut) throw new Death();
  };
  await show({ sleep: dying }).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  expect(isCut).toBe(true);
  bot.emulator.interfere(null);
  await show();
  expect(await words()).toContain("*RESOLVED*");
  expect(await cards()).toHaveLength(1);
  await change({ kind: "reopen" });
  await show();
});

test("what nobody lived to show is shown by the queue", async () => {
  await change({ kind: "acknowledge" });
  expect(await words()).toContain("*OPEN*");
  const tasks = tasksOf({
    ...parts(),
    clientOf: async () => bot.bot.client,
  } as unknown as Parameters<typeof tasksOf>[0]);
  await tasks["show-incidents"]?.(showingJob(bot.workspace.workspaceId).payload, undefined as never);
  expect(await words()).toContain("*ACKNOWLEDGED*");
});

test("an opening that nobody lived to record as told is not told again, and not due for ever", async () => {
  await sql`update incident_events set message = 'due' where event_number = 1`.execute(bot.store);
  const before = (await cards()).length;
  await evaluate(monday);
  expect(await incidentsToShow(bot.store, bot.workspace.workspaceId)).toEqual([]);
  expect(await cards()).toHaveLength(before);
});

test("a newer picture takes the older one's place, whatever a crash left undone, and none is left over", async () => {
  const dying: DeliveryParts["sleep"] = async () => {
    // The picture is there, the edit is not.
    if (calls.some(({ method }) => method === "files.info")) throw new Death();
  };
  await evaluate(monday + 7, { sleep: dying }).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  await evaluate(monday + 7);
  await expectOnePicture();
});

test.each([
  ["before Slack hears of it", "before"],
  ["after Slack has done it", "after"],
] as const)(
  "a newer picture stays where a crash cut its edit off %s, and whoever goes on has none of their own",
  async (_, cut) => {
    const [before] = await pictures();
    bot.emulator.interfere(({ method }, moment) => {
      if (moment === "before") calls.push({ method, waited });
      return method === "chat.update" && moment === cut ? { ok: false, error: "internal_error" } : null;
    });
    const dying: DeliveryParts["sleep"] = async () => {
      if (calls.at(-1)?.method === "chat.update") throw new Death();
    };
    await expect(evaluate(monday + (cut === "before" ? 14 : 21), { sleep: dying })).rejects.toThrow(Death);
    bot.emulator.interfere(null);
    await show();
    await expectOnePicture();
    expect(await pictures()).not.toContain(before);
  },
);

test("a picture that Slack does not take is left out, removed, and drawn anew with the next edit", async () => {
  bot.emulator.interfere(({ method, params }, moment) =>
    method === "chat.update" && moment === "before" && JSON.stringify(params.blocks).includes("slack_file")
      ? {
          ok: false,
          error: "invalid_blocks",
          response_metadata: { messages: ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"] },
        }
      : null,
  );
  await evaluate(monday + 28);
  expect(await pictures()).toEqual([]);
  await clearAway();
  expect(await files()).toEqual([]);
  bot.emulator.interfere(null);
  await change({ kind: "resolve", reason: "fixed", note: "" });
  await deliverIncidents(parts(), workspace(), fallingHistory({ asOf: monday + 28 }));
  await expectOnePicture();
});

test("a picture that could not be drawn comes with the next press, and no other press draws it again", async () => {
  await change({ kind: "reopen" });
  await show();
  const before = await pictures();
  await evaluate(monday + 35, { renderer: { render: () => Promise.reject(new Death()) } });
  expect(await pictures()).toEqual(before);
  await change({ kind: "assign", owners: { marketing: "U1", sales: null } });
  await show();
  const after = await pictures();
  expect(after).not.toEqual(before);
  await change({ kind: "assign", owners: { marketing: "U1", sales: "U2" } });
  await show();
  expect(await pictures()).toEqual(after);
  await expectOnePicture();
});

async function pictures(): Promise<readonly string[]> {
  const [card] = await cards();
  return listOf(card?.blocks).flatMap((block) =>
    block.type === "image" ? [textOf(fieldsOf(block.slack_file).id)] : [],
  );
}

async function files(): Promise<readonly string[]> {
  const { files: found } = await bot.emulator.read("files.list", { count: 100 });
  return listOf(found).map(({ id }) => textOf(id));
}

/** Does what the queue does later, when nothing can be on its way any more. */
async function clearAway(): Promise<void> {
  const ref = { workspaceId: bot.workspace.workspaceId, deliveryKey: "incident:1:opened" };
  await clearFiles(parts(), ref, { ...usualTiming, onItsWay: 0 });
}

async function expectOnePicture(): Promise<void> {
  await clearAway();
  const shown = await pictures();
  expect(shown).toHaveLength(1);
  expect(await files()).toEqual(shown);
}
