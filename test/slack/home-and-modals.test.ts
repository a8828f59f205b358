import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import type { SamplePerson } from "../../src/demo/emulated-slack/sample-workspace.ts";
import { actionIds } from "../../src/messages/actions.ts";
import { viewBreaches } from "../../src/messages/slack-limits/index.ts";
import { inSourceTurn } from "../../src/store/sources.ts";
import { saveSettings, workspaceOfTeam } from "../../src/store/workspaces.ts";
import { listSubscriptions } from "../../src/usecases/subscriptions.ts";
import { choiceOf, elementIn, pressOf, startTestBot, type TestBot, until, wordsIn } from "../support/bot.ts";

let bot: TestBot;
let admin: SamplePerson;
let member: SamplePerson;

beforeAll(async () => {
  bot = await startTestBot({ acquisitionChannels: ["Webinar", "Partner"], weeks: 30, leadsAWeek: 5 });
  ({ admin, marketer: member } = bot.emulator.users);
});
afterAll(() => bot.stop());

async function home(user: SamplePerson): Promise<readonly Fields[]> {
  await bot.act({ kind: "home", user: user.id });
  return listOf(bot.emulator.views.home(user.id)?.blocks);
}

function modal(user: SamplePerson): Fields {
  const view = bot.emulator.views.modals(user.id).at(-1);
  if (!view) throw new Error("No modal is open.");
  return view;
}

async function press(user: SamplePerson, view: Fields | null, action: Fields, state: Fields = {}) {
  const id = textOf(view?.id);
  const outcome = await bot.act({ kind: "press", user: user.id, where: { kind: "view", id }, action, state });
  expect(outcome).toEqual({ ok: true });
}

const words = (view: Fields) => wordsIn(listOf(view.blocks));
const nextRunsIn = (view: Fields) => words(view).match(/• /g)?.length ?? 0;

/** What a modal's inputs hold, as Slack sends it, with some of it changed. */
function filled(view: Fields, changes: Readonly<Record<string, Fields>> = {}): Fields {
  const values: Record<string, Record<string, Fields>> = {};
  for (const block of listOf(view.blocks)) {
    if (block.type !== "input") continue;
    const element = fieldsOf(block.element);
    const id = textOf(block.block_id);
    const given: Fields = {
      selected_conversation: element.initial_conversation ?? null,
      selected_time: element.initial_time ?? null,
      selected_option: element.initial_option ?? null,
      selected_options: element.initial_options ?? [],
      selected_users: element.initial_users ?? [],
      value: element.initial_value ?? null,
    };
    values[id] = { [id]: { type: element.type, ...given, ...changes[id] } };
  }
  return values;
}

const submit = (user: SamplePerson, view: Fields, values: Fields) =>
  bot.act({ kind: "submit", user: user.id, view: textOf(view.id), values });

const option = (value: string) => ({ value, text: { type: "plain_text", text: value } });

describe("App Home", () => {
  test("welcomes newcomers with three steps until all are done, and shows the seven with their course", async () => {
    const blocks = await home(admin);
    expect(viewBreaches({ type: "home", blocks })).toEqual([]);
    const text = wordsIn(blocks);
    expect(text).toContain("Welcome to Concord");
    expect(text).toContain("✓ Your data is connected");
    expect(text).toMatch(/[▁▂▃▄▅▆▇█]{5,}/u);
    expect(blocks.filter((block) => fieldsOf(block.accessory).action_id === actionIds.openKpi)).toHaveLength(
      7,
    );
    expect(text).toContain("Test CRM read");
  });

  test("tells of sources that are read, fail, wait or rest, beside when each was read last", async () => {
    const { workspaceId } = bot.workspace;
    const source = (name: string, columns: string) =>
      sql`insert into sources (workspace_id, name, type, mapping, every_minutes) values
        (${workspaceId}, ${name}, 'hubspot', '', 60)`
        .execute(bot.store)
        .then(() => sql.raw(`update sources set ${columns} where name = '${name}'`).execute(bot.store));
    const began = "started_at = '2026-11-24T08:00Z'";
    await source("new-one", "paused = false");
    await source("resting", "paused = true");
    await source("cut-off", `${began}, progress = '{"what":"contacts","rows":12300,"of":null}'`);
    await source(
      "broken",
      `${began}, failures = 1, failing_since = '2026-11-23T08:00Z', error = '{"code":"x","what":"maria","next":"y"}'`,
    );
    await source("well", `${began}, finished_at = '2026-11-24T08:05Z'`);
    await source("busy", `${began}, progress = '{"what":"contacts","rows":500,"of":2000}'`);
    const busy = await inSourceTurn(bot.store, { workspaceId, name: "busy" }, () => home(admin));
    expect(viewBreaches({ type: "home", blocks: [...(busy ?? [])] })).toEqual([]);
    const text = wordsIn(busy ?? []);
    expect(text).toContain("busy: being read, 500 of 2,000 rows");
    expect(text).toContain("new-one: not read yet");
    expect(text).toContain("resting: paused");
    expect(text).toMatch(/cut-off: cut off after 12,300 rows, goes on .*24/);
    expect(text).toMatch(/broken: cannot be read since .*23.*source list.*goes on/);
    expect(text).not.toMatch(/well:|maria/);
    await sql`delete from sources where workspace_id = ${workspaceId}`.execute(bot.store);
  });

  test("gives settings to those who may change them only", async () => {
    expect(wordsIn(await home(admin))).toContain(actionIds.openSettings);
    expect(wordsIn(await home(member))).not.toContain(actionIds.openSettings);
  });

  test("says to a guest why it is empty", async () => {
    expect(wordsIn(await home(bot.emulator.users.guest))).toContain("members of this workspace only");
  });

  test("opens a KPI in a modal, in whose place a menu puts another", async () => {
    const blocks = await home(member);
    await press(member, bot.emulator.views.home(member.id), pressOf(elementIn(blocks, actionIds.openKpi)));
    const opened = modal(member);
    expect(words(opened)).toContain("MQL → opportunity");
    expect(viewBreaches(opened)).toEqual([]);
    const menu = elementIn(listOf(opened.blocks), actionIds.chooseKpi);
    await press(member, opened, choiceOf(menu, "Cycle time"));
    expect(words(modal(member))).toContain("Half of the wins");
    bot.emulator.views.closeAll(member.id);
  });
});

describe("setting up a digest", () => {
  async function open(): Promise<Fields> {
    bot.emulator.views.closeAll(admin.id);
    await bot.command("subscribe", admin);
    return modal(admin);
  }

  test("opens a modal with the channel, by its id, and the next five digests", async () => {
    const view = await open();
    expect(viewBreaches(view)).toEqual([]);
    const channel = elementIn(listOf(view.blocks), "channel");
    expect(channel.initial_conversation).toBe(bot.emulator.channels.revenueTeam.id);
    expect(nextRunsIn(view)).toBe(5);
    expect(words(view)).toContain("Mon 30 Nov, 09:00");
  });

  test("the next five follow what is chosen, before anything is saved", async () => {
    const view = await open();
    const days = elementIn(listOf(view.blocks), "days");
    const chosen = { selected_options: [option("wed"), option("fri")] };
    const { type, action_id, block_id } = days;
    const state = filled(view, { days: chosen, time: { selected_time: "16:30" } });
    await press(admin, view, { type, action_id, block_id, ...chosen }, state);
    expect(words(modal(admin))).toContain("Wed 25 Nov, 16:30");
    expect(words(modal(admin))).toContain("Fri 27 Nov, 16:30");
    expect(nextRunsIn(modal(admin))).toBe(5);
    expect(await listSubscriptions(bot.store, bot.workspace.workspaceId)).toEqual([]);
  });

  test("says at the field what is missing, in the reader's language", async () => {
    const view = await open();
    const outcome = await submit(admin, view, filled(view, { days: { selected_options: [] } }));
    expect(outcome).toMatchObject({ ok: false, errors: { days: "Choose at least one day." } });
  });

  test("says at the field that the bot has to be invited", async () => {
    const { channel } = await bot.emulator.call("conversations.create", { name: "elsewhere" }, admin.token);
    const view = await open();
    const elsewhere = { selected_conversation: fieldsOf(channel).id };
    const outcome = await submit(admin, view, filled(view, { channel: elsewhere }));
    expect(outcome).toMatchObject({ errors: { channel: expect.stringContaining("/invite @Concord") } });
  });

  test("keeps it, says when the first comes, and Home lists it", async () => {
    const view = await open();
    const values = filled(view, {
      time_zone: { selected_option: option("America/New_York") },
      locale: { selected_option: option("el") },
      kpis: { selected_options: [option("cycle-time")] },
    });
    expect(await submit(admin, view, values)).toEqual({ ok: true });
    expect(words(modal(admin))).toContain("Mon 30 Nov, 09:00");
    const [kept, ...more] = await listSubscriptions(bot.store, bot.workspace.workspaceId);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({
      channelId: bot.emulator.channels.revenueTeam.id,
      timeZone: "America/New_York",
      locale: "el",
      kpis: ["cycle-time"],
      ownerId: admin.id,
    });
    expect(wordsIn(await home(member))).toContain("Every Monday at 09:00 (America/New_York)");
  });

  test("for a channel that has one changes it instead of adding a second", async () => {
    const view = await open();
    expect(words(view)).toContain("America/New_York");
    const nine = { time_zone: { selected_option: option("Europe/Athens") } };
    await submit(admin, view, filled(view, nine));
    expect(await listSubscriptions(bot.store, bot.workspace.workspaceId)).toHaveLength(1);
  });

  test("is refused to members who may not", async () => {
    const [answer] = await bot.command("subscribe", member);
    expect(answer?.text).toContain("Only workspace admins");
    expect(bot.emulator.views.modals(member.id)).toEqual([]);
  });

  test("Home's menu pauses and resumes it", async () => {
    const menu = async () => elementIn(await home(admin), actionIds.subscriptionMenu);
    const homeOf = () => bot.emulator.views.home(admin.id);
    await press(admin, homeOf(), choiceOf(await menu(), "Pause"));
    expect(wordsIn(await home(admin))).toContain("paused");
    await press(admin, homeOf(), choiceOf(await menu(), "Resume"));
    expect(wordsIn(await home(admin))).not.toContain("paused");
  });

  test("Home's menu sends it now, in its own language, without moving the next", async () => {
    const menu = elementIn(await home(admin), actionIds.subscriptionMenu);
    const before = await listSubscriptions(bot.store, bot.workspace.workspaceId);
    await press(admin, bot.emulator.views.home(admin.id), choiceOf(menu, "Send now"));
    await until(async () => {
      const { messages } = await bot.emulator.read("conversations.history", {
        channel: bot.emulator.channels.revenueTeam.id,
      });
      return listOf(messages).some(({ text }) => textOf(text).startsWith("Μάρκετινγκ και πωλήσεις"));
    });
    expect(await listSubscriptions(bot.store, bot.workspace.workspaceId)).toEqual(before);
    expect(wordsIn(await home(admin))).not.toContain("Welcome to Concord");
  });
});

describe("the search for a time zone", () => {
  test("finds a city, the one that begins so first", async () => {
    await bot.command("subscribe", admin);
    const asked = {
      user: admin.id,
      view: textOf(modal(admin).id),
      actionId: "time_zone",
      blockId: "time_zone",
    };
    const outcome = await bot.act({ kind: "options", ...asked, value: "new york" });
    expect(outcome).toMatchObject({ options: [{ value: "America/New_York" }] });
    const all = await bot.act({ kind: "options", ...asked, value: "" });
    expect("options" in all ? all.options?.length : 0).toBe(100);
  });
});

describe("settings", () => {
  async function open(): Promise<Fields> {
    bot.emulator.views.closeAll(admin.id);
    await bot.command("settings", admin);
    return modal(admin);
  }

  test("open within Slack's limits, filled in with what holds", async () => {
    const view = await open();
    expect(viewBreaches(view)).toEqual([]);
    expect(elementIn(listOf(view.blocks), "time_zone").initial_option).toMatchObject({
      value: "Europe/Athens",
    });
  });

  test("say at each field what is wrong, and keep nothing", async () => {
    const view = await open();
    const values = filled(view, {
      currency: { value: "XQ1" },
      "window mqlToOpportunity": { value: "0" },
      "span cycle-time": { value: "200" },
    });
    expect(await submit(admin, view, values)).toMatchObject({
      errors: {
        currency: "Write a currency's code of three letters, such as EUR.",
        "window mqlToOpportunity": "Write a whole number from 1 to 3,650.",
        "span cycle-time": "Write a whole number from 1 to 104.",
      },
    });
    expect((await workspaceOfTeam(bot.store, bot.emulator.teamId))?.settings.currency).toBe("EUR");
  });

  test("refuse a currency into which nothing can be converted", async () => {
    const view = await open();
    expect(await submit(admin, view, filled(view, { currency: { value: "usd" } }))).toMatchObject({
      errors: { currency: expect.stringContaining("No exchange rates to USD") },
    });
  });

  test("stay within reach in Home when the figures cannot be computed", async () => {
    const { workspaceId, settings } = bot.workspace;
    await saveSettings(bot.store, workspaceId, { ...settings, currency: "USD" });
    const [text, greek] = [wordsIn(await home(admin)), wordsIn(await home(bot.emulator.users.salesLead))];
    await saveSettings(bot.store, workspaceId, settings);
    expect(greek).toContain("δεν υπάρχει ισοτιμία από EUR σε USD");
    expect(text).toContain("no exchange rate from EUR to USD");
    expect(text).toContain(actionIds.openSettings);
  });

  test("are kept, and owners are named by admins", async () => {
    const view = await open();
    const values = filled(view, {
      locale: { selected_option: option("el") },
      fiscal_year_start: { selected_option: option("4") },
      owners: { selected_users: [member.id] },
    });
    expect(await submit(admin, view, values)).toEqual({ ok: true });
    expect((await workspaceOfTeam(bot.store, bot.emulator.teamId))?.settings).toMatchObject({
      locale: "el",
      fiscalYearStart: 4,
      timeZone: "Europe/Athens",
    });
    expect(wordsIn(await home(member))).toContain(actionIds.openSettings);
  });
});
