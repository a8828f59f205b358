import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRenderer, type Renderer } from "../../src/charts/render.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { settingsSchema } from "../../src/funnel/settings.ts";
import { incidentActions } from "../../src/messages/incident-actions.ts";
import { addAnnotation } from "../../src/store/annotations.ts";
import { eventsOf, findIncident } from "../../src/store/incidents.ts";
import { listThresholds } from "../../src/store/rule-thresholds.ts";
import { saveSettings } from "../../src/store/workspaces.ts";
import type { DeliveryParts } from "../../src/usecases/deliver-digest.ts";
import { changeIncident } from "../../src/usecases/incidents/change-incident.ts";
import { deliverIncidents } from "../../src/usecases/incidents/deliver-incidents.ts";
import { updateIncidents } from "../../src/usecases/incidents/evaluate-workspace.ts";
import { mqlToOpportunityDrop } from "../../src/warnings/mql-to-opportunity-drop.ts";
import { elementIn, now, pressOf, startTestBot, type TestBot, wordsIn } from "../support/bot.ts";
import { fallingHistory } from "../support/falling-history.ts";
import { monday } from "../support/warnings.ts";

let bot: TestBot;
let renderer: Renderer;
let room: string;
const { threshold } = mqlToOpportunityDrop;
const told = (value: number) => String(Math.round(value * 100) / 100);
const settings = () =>
  settingsSchema.parse({
    timeZone: "Europe/Athens",
    incidents: { channelId: room, marketingGroup: "S0MARKETING", salesGroup: "S0SALES0001" },
  });

beforeAll(async () => {
  bot = await startTestBot(null);
  renderer = createRenderer({ threads: 1 });
  room = bot.emulator.channels.revenueTeam.id;
  await saveSettings(bot.store, bot.workspace.workspaceId, settings());
  await addAnnotation(
    bot.store,
    bot.workspace.workspaceId,
    { day: monday - 49, text: "New <!channel> partner", notedBy: null },
    now,
  );
});
afterAll(async () => {
  await renderer.close();
  await bot.stop();
});

const workspace = () => ({ workspaceId: bot.workspace.workspaceId, settings: settings() });
const parts = (): DeliveryParts => ({
  store: bot.store,
  slack: bot.bot.client,
  renderer,
  log: pino({ level: "silent" }),
  now: () => now,
  sleep: (milliseconds) => pause(Math.min(milliseconds, 20)),
});
/** The evaluation of a day, as the scheduler makes it. */
async function evaluate(history = fallingHistory()): Promise<void> {
  const at = { instant: now.getTime() + (history.asOf - monday) * 86_400_000, day: history.asOf };
  await updateIncidents(bot.store, workspace(), history, at);
  await deliverIncidents(parts(), workspace(), history);
}

const roots = async () =>
  listOf((await bot.emulator.read("conversations.history", { channel: room })).messages)
    .filter(({ user }) => user === bot.emulator.botUserId)
    .toReversed();
const card = async (): Promise<Fields> => (await roots())[0] ?? {};
const replies = async () => {
  const { ts } = await card();
  return listOf((await bot.emulator.read("conversations.replies", { channel: room, ts })).messages).slice(1);
};
const state = async () => textOf(fieldsOf(listOf((await card()).blocks)[1]?.text).text);
const buttons = async () =>
  listOf(listOf((await card()).blocks).find(({ type }) => type === "actions")?.elements).map(
    ({ action_id }) => String(action_id).replace("concord_incident_", ""),
  );

async function press(actionId: string, user = bot.emulator.users.marketer): Promise<void> {
  const { ts, blocks } = await card();
  const outcome = await bot.act({
    kind: "press",
    user: user.id,
    where: { kind: "message", room, ts: textOf(ts), thread: null },
    action: pressOf(elementIn(listOf(blocks), actionId)),
    state: {},
  });
  expect(outcome).toMatchObject({ ok: true });
}

async function submit(values: Fields, user = bot.emulator.users.marketer) {
  const view = bot.emulator.views.modals(user.id).at(-1);
  if (!view) throw new Error("No modal is open.");
  return bot.act({ kind: "submit", user: user.id, view: textOf(view.id), values });
}

const incident = async () => (await findIncident(bot.store, bot.workspace.workspaceId, 1))?.incident;

describe("an incident's thread", () => {
  test("opens with one card, its picture, and one frozen reply, however often it is evaluated", async () => {
    await Promise.all([evaluate(), evaluate()]);
    await evaluate();
    expect(await roots()).toHaveLength(1);
    expect(await replies()).toHaveLength(1);
    expect(await state()).toMatch(
      /^\*OPEN\* · .*\n.*MQLs became opportunities where \*\d+\* were to be expected/,
    );
    const picture = listOf((await card()).blocks).find(({ type }) => type === "image");
    expect(await bot.emulator.file(textOf(fieldsOf(picture?.slack_file).id))).toMatchObject({
      mimetype: "image/png",
    });
  });

  test("mentions both teams' groups in its first reply and nobody anywhere else", async () => {
    const [first] = await replies();
    expect(wordsIn(listOf(first?.blocks))).toContain("<!subteam^S0MARKETING>");
    expect(wordsIn(listOf(first?.blocks))).toContain("<!subteam^S0SALES0001>");
    expect(wordsIn(listOf((await card()).blocks))).not.toMatch(/<!|<@/);
  });

  test("names what coincides, and lets data call nobody", async () => {
    expect(wordsIn(listOf((await card()).blocks))).toMatch(/Coincides with.*New &lt;!channel&gt; partner/);
  });

  test("says in its text what its blocks and its picture say", async () => {
    const { text, blocks } = await card();
    expect(text).toMatch(/^OPEN: MQL → opportunity fell to/);
    const alt = textOf(listOf(blocks).find(({ type }) => type === "image")?.alt_text);
    expect(alt).toMatch(/fell to .*usual/);
  });
});

describe("the card", () => {
  test("is edited in place when somebody acknowledges, and says who", async () => {
    const { ts } = await card();
    await press(incidentActions.acknowledge);
    expect(await state()).toMatch(/^\*ACKNOWLEDGED\*/);
    expect(wordsIn(listOf((await card()).blocks))).toContain(`seen by <@${bot.emulator.users.marketer.id}>`);
    expect((await card()).ts).toBe(ts);
    expect(await buttons()).toEqual(["assign", "snooze", "resolve", "not_useful"]);
    expect(await replies()).toHaveLength(1);
  });

  test("keeps its picture when it is edited", async () => {
    const picture = listOf((await card()).blocks).find(({ type }) => type === "image");
    expect(textOf(fieldsOf(picture?.slack_file).id)).toMatch(/^F/);
  });

  test("shows the owners that the modal asked for", async () => {
    const { marketer, salesLead } = bot.emulator.users;
    await press(incidentActions.assign);
    expect(await submit({})).toMatchObject({
      errors: { marketing_owner: expect.stringContaining("one person") },
    });
    const person = (id: string, user: string) => ({ [id]: { [id]: { selected_user: user } } });
    await submit({ ...person("marketing_owner", marketer.id), ...person("sales_owner", salesLead.id) });
    expect(wordsIn(listOf((await card()).blocks))).toContain(
      `Owners: marketing <@${marketer.id}>, sales <@${salesLead.id}>`,
    );
  });

  test("is snoozed until a day to come; another day is refused at its input", async () => {
    await press(incidentActions.snooze);
    const until = (day: string) => ({ until: { until: { selected_date: day } } });
    expect(await submit(until("2026-11-23"))).toMatchObject({
      errors: { until: expect.stringContaining("not in the future") },
    });
    expect(await submit(until("2027-11-23"))).toMatchObject({
      errors: { until: expect.stringContaining("three months") },
    });
    await submit(until("2026-12-15"));
    expect(await state()).toMatch(/^\*SNOOZED until 15 December\*/);
  });

  test("is for members: a guest changes nothing", async () => {
    const before = await state();
    await press(incidentActions.notUseful, bot.emulator.users.guest);
    expect(await state()).toBe(before);
    expect(bot.privates(bot.emulator.users.guest).at(-1)?.text).toContain("members");
  });
});

describe("resolving", () => {
  test("wants a reason, tells both teams what changed and who took part, and calls nobody", async () => {
    await press(incidentActions.resolve);
    expect(await submit({})).toMatchObject({
      errors: { reason: expect.stringContaining("Choose a reason") },
    });
    await submit({
      reason: { reason: { selected_option: { value: "fixed" } } },
      note: { note: { value: "Routing mended <!here>" } },
    });
    expect(await state()).toMatch(/^\*RESOLVED\*/);
    const summary = (await replies()).at(-1);
    const words = wordsIn(listOf(summary?.blocks));
    expect(words).toMatch(/Resolved by maya|Resolved by Maya Stone/i);
    expect(words).toContain("the cause is fixed");
    expect(words).toMatch(/What changed: \d/);
    expect(words).toMatch(/Took part: .*nikos|Took part: .*Nikos/i);
    expect(words).not.toMatch(/<@|<!/);
  });

  test("a later evaluation of the same breach leaves it resolved and says nothing", async () => {
    const before = (await replies()).length;
    await evaluate(fallingHistory({ asOf: monday + 7 }));
    expect((await incident())?.status.kind).toBe("resolved");
    expect(await replies()).toHaveLength(before);
  });

  test("can be undone: the thread stays the same", async () => {
    await press(incidentActions.reopen, bot.emulator.users.salesLead);
    expect(await state()).toMatch(/^\*OPEN\*/);
    expect(wordsIn(listOf((await replies()).at(-1)?.blocks))).toMatch(/opened it again/);
    expect(await roots()).toHaveLength(1);
  });

  test("“not useful” raises the subject's threshold visibly, and it can be put back", async () => {
    await press(incidentActions.notUseful);
    const raised = async () => (await listThresholds(bot.store, bot.workspace.workspaceId)).subjects;
    expect(await raised()).toMatchObject([{ rule: "mql-to-opportunity-drop", subject: null, times: 1.25 }]);
    expect(wordsIn(listOf((await card()).blocks))).toContain(
      `threshold went from ${threshold} to ${told(threshold * 1.25)}`,
    );
    expect(await buttons()).toEqual(["reopen", "restore"]);
    await press(incidentActions.restore);
    expect(await raised()).toEqual([]);
    expect(await buttons()).toEqual(["reopen"]);
  });

  test("leaves a trail: who did what, in order", async () => {
    const events = await eventsOf(bot.store, bot.workspace.workspaceId, 1);
    expect(events.map(({ event }) => event.kind).filter((kind) => kind !== "observed")).toEqual([
      "opened",
      "acknowledged",
      "assigned",
      "snoozed",
      "resolved",
      "reopened",
      "threshold-raised",
      "resolved",
      "threshold-restored",
    ]);
    expect(events.every(({ message }) => message !== "due")).toBe(true);
  });
});

describe("/kpi warnings", () => {
  test("lists what is open with the link to its thread, and what was resolved last", async () => {
    const [answer] = await bot.command("warnings");
    const words = wordsIn(answer?.blocks ?? []);
    expect(words).toMatch(/MQL → opportunity fell to/);
    expect(words).toMatch(/<http[^|>]+\|thread>/);
    expect(words).toContain("Thresholds are changed by admins");
  });
});

describe("changing a threshold", () => {
  test("shows the last 26 weeks before it saves, and only whoever may", async () => {
    const { admin, marketer } = bot.emulator.users;
    expect(wordsIn((await bot.command("warnings", marketer))[0]?.blocks ?? [])).not.toContain(
      incidentActions.changeThresholds,
    );
    const [answer] = await bot.command("warnings", admin);
    if (!answer) throw new Error("no answer");
    await bot.use(answer, pressOf(elementIn(answer.blocks, incidentActions.changeThresholds)), admin);
    const field = "threshold:mql-to-opportunity-drop";
    const values = (value: string) => ({
      threshold_rule: { threshold_rule: { selected_option: { value: "mql-to-opportunity-drop" } } },
      [field]: { [field]: { value } },
    });
    expect(await submit(values("9"), admin)).toMatchObject({
      errors: { [field]: expect.stringContaining(`from ${told(threshold / 2)} to ${told(threshold * 2)}`) },
    });
    const rules = async () => (await listThresholds(bot.store, bot.workspace.workspaceId)).rules;
    await submit(values("3.5"), admin);
    expect(await rules()).toEqual([]);
    expect(wordsIn(listOf(bot.emulator.views.modals(admin.id).at(-1)?.blocks))).toContain(
      "With 3.5: nothing",
    );
    await submit(values("4"), admin);
    expect(await rules()).toEqual([]);
    await submit(values("4"), admin);
    expect(await rules()).toMatchObject([{ rule: "mql-to-opportunity-drop", value: 4, changedBy: admin.id }]);
    expect((await bot.command("warnings", marketer))[0]?.text).toContain(
      `falls: 4 instead of ${threshold}, by`,
    );
  });
});

describe("/kpi targets", () => {
  test("are set by who may, listed for all, and removed", async () => {
    const { admin, marketer } = bot.emulator.users;
    const [refused] = await bot.command("targets set mql-to-opportunity 21-27%", marketer);
    expect(refused?.text).toContain("Only workspace admins");
    const [done] = await bot.command("targets set mql-to-opportunity 21-27% from 2026-10-01", admin);
    expect(done?.text).toContain("MQL → opportunity, target 21.0% to 27.0%, from 1 October 2026 on");
    const [list] = await bot.command("targets", marketer);
    expect(wordsIn(list?.blocks ?? [])).toContain("`1`  MQL → opportunity, target 21.0% to 27.0%");
    await bot.command("targets remove 1", admin);
    expect((await bot.command("targets", marketer))[0]?.text).toContain("Nothing is agreed yet");
  });

  test("that cannot be read are asked for in a modal, whose mistakes stand at their inputs", async () => {
    const { admin } = bot.emulator.users;
    await bot.command("targets set mql-to-opportunity a lot", admin);
    const values = (range: string, to?: string) => ({
      kpi: { kpi: { selected_option: { value: "cycle-time" } } },
      range: { range: { value: range } },
      from: { from: { selected_date: "2026-10-01" } },
      ...(to ? { to: { to: { selected_date: to } } } : {}),
    });
    expect(await submit(values("a lot", "2026-09-01"), admin)).toMatchObject({
      errors: { range: expect.stringContaining("21-27%"), to: expect.stringContaining("before the first") },
    });
    await submit(values("45 days"), admin);
    const [list] = await bot.command("targets", admin);
    expect(wordsIn(list?.blocks ?? [])).toContain("Cycle time, target at most 45 days");
  });
});

describe("/kpi note", () => {
  test("is kept for its day and calls nobody", async () => {
    const [answer] = await bot.command("note 2026-10-05 Price change <!here>");
    expect(answer?.text).toContain("Noted for 5 October 2026");
    expect(wordsIn(answer?.blocks ?? [])).not.toContain("<!here>");
    expect((await bot.command("notes"))[0]?.text).toContain("Price change");
  });
});

describe("a crash", () => {
  class Death extends Error {}

  test.each([
    ["before Slack heard", "before", "acknowledge"],
    ["after Slack acted", "after", "reopen"],
  ] as const)("while a card is edited, %s, is made good by the next call", async (_, moment, kind) => {
    const ask = { ...workspace(), locale: "en", now, today: monday + 1, userId: "U1" } as const;
    if (kind === "acknowledge") await changeIncident(bot, ask, 1, { kind: "reopen" });
    else await changeIncident(bot, ask, 1, { kind: "resolve", reason: "accepted", note: "" });
    await changeIncident(bot, ask, 1, { kind });
    bot.emulator.interfere((call, at) =>
      call.method === "chat.update" && at === moment ? { interfere: "status", status: 503 } : null,
    );
    let edits = 0;
    const dying = deliverIncidents(
      {
        ...parts(),
        sleep: async (milliseconds) => {
          edits += 1;
          if (edits > 40) throw new Death();
          await pause(Math.min(milliseconds, 1));
        },
      },
      workspace(),
      null,
    );
    await dying.catch((error: unknown) => error);
    bot.emulator.interfere(null);
    await deliverIncidents(parts(), workspace(), null);
    expect(await state()).toMatch(kind === "acknowledge" ? /^\*ACKNOWLEDGED\*/ : /^\*OPEN\*/);
    const { card: shown } = (await findIncident(bot.store, bot.workspace.workspaceId, 1)) ?? {};
    expect(shown?.shown).toBe(shown?.revision);
    expect(await roots()).toHaveLength(1);
  });
});
