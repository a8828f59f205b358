import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { sendSlashCommand } from "../../src/demo/slack-interactions.ts";
import { actionIds } from "../../src/messages/actions.ts";
import { choiceOf, elementIn, pressOf, startTestBot, type TestBot, wordsIn } from "../support/bot.ts";

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({
    acquisitionChannels: ["Webinar", "Paid search", "Partner"],
    segments: ["north", "south"],
    weeks: 40,
    leadsAWeek: 6,
  });
});
afterAll(() => bot.stop());

const header = (blocks: readonly Fields[]) => textOf(fieldsOf(blocks[0]?.text).text);
const chartOf = (blocks: readonly Fields[]) => blocks.find(({ type }) => type === "data_visualization");

async function answerTo(text: string, user?: Parameters<TestBot["command"]>[1]) {
  const answers = await bot.command(text, user);
  const [answer] = answers;
  if (!answer || answers.length > 1) throw new Error(`${answers.length} answers came to “${text}”`);
  return answer;
}

describe("/kpi", () => {
  test("alone shows all seven, to the asker only", async () => {
    const { blocks } = await answerTo("");
    expect(header(blocks)).toBe("The seven KPIs");
    expect(bot.privates(bot.emulator.users.salesLead)).toEqual([]);
  });

  test("with a KPI's name shows it with a chart whose every figure is in the words", async () => {
    const { blocks } = await answerTo("mql");
    const chart = fieldsOf(chartOf(blocks)?.chart);
    const points = listOf(listOf(chart.series)[0]?.data);
    expect(points.length).toBeGreaterThan(5);
    const words = wordsIn(blocks.filter((block) => block.type !== "data_visualization"));
    for (const { value } of points) expect(words).toContain(`${Number(value).toFixed(1)}%`);
  });

  test("by acquisition channel draws and tells each of them", async () => {
    const { blocks } = await answerTo("mql last 90 days by channel");
    const categories = fieldsOf(fieldsOf(chartOf(blocks)?.chart).axis_config).categories;
    expect(categories).toEqual(expect.arrayContaining(["Webinar", "Paid search", "Partner"]));
    expect(wordsIn(blocks)).toContain("*Webinar*:");
  });

  test("answers in the asker's language", async () => {
    const { blocks } = await answerTo("κύκλος πωλήσεων", bot.emulator.users.salesLead);
    expect(header(blocks)).toBe("Κύκλος πωλήσεων");
  });

  test("names what it understood, what it did not, and an example that works", async () => {
    const { text } = await answerTo("cycle-time since the flood");
    expect(text).toMatch(/I understood Cycle time.*period “since flood”.*\/kpi cycle-time last 90 days/);
    const [example = ""] = /\/kpi (cycle-time last 90 days)/.exec(text)?.slice(1) ?? [];
    expect(header((await answerTo(example)).blocks)).toBe("Cycle time");
  });

  test("suggests the nearest name for a misspelt one", async () => {
    expect((await answerTo("cicle-tme")).text).toContain("Did you mean /kpi cycle-time?");
  });

  test("a breakdown that a KPI does not have is refused with those it has", async () => {
    const { text } = await answerTo("mql by stage");
    expect(text).toMatch(/cannot be broken down by stage.*acquisition-channel and segment/s);
  });

  test("explains how a figure is made", async () => {
    const { blocks } = await answerTo("explain win rate");
    expect(wordsIn(blocks)).toContain("opportunities won within 90 days ÷ opportunities");
  });

  test("delivered twice is answered once", async () => {
    const side = bot.emulator.side();
    if (!side) throw new Error("The app listens nowhere.");
    const { marketer } = bot.emulator.users;
    const channel = bot.emulator.channels.revenueTeam;
    const origin = { kind: "command" } as const;
    const command = {
      user: marketer,
      triggerId: await bot.emulator.trigger(marketer.id),
      channel,
      command: "/kpi",
      text: "status",
      responseUrl: bot.emulator.responses.open({ user: marketer.id, channel: channel.id, origin }),
    };
    const before = bot.privates().length;
    await Promise.all([sendSlashCommand(side, command), sendSlashCommand(side, command)]);
    await bot.bot.settled();
    expect(bot.privates().length).toBe(before + 1);
  });

  test("a guest gets no figures", async () => {
    const { text } = await answerTo("mql", bot.emulator.users.guest);
    expect(text).toContain("members of this workspace only");
  });
});

describe("exporting", () => {
  test("a few rows come as text to copy", async () => {
    const { blocks } = await answerTo("export cycle-time");
    expect(wordsIn(blocks)).toContain("from,to,by,value,unit,numerator,denominator,low,high,mature");
  });

  test("many rows come as a file into the asker's own conversation with the app", async () => {
    const { text } = await answerTo("export mql by channel");
    expect(text).toContain("mql-to-opportunity_");
    const { channels } = await bot.emulator.read("conversations.list", { types: "im", limit: 100 });
    const own = listOf(channels).find((one) => one.user === bot.emulator.users.marketer.id);
    const { messages } = await bot.emulator.read("conversations.history", { channel: own?.id });
    const file = listOf(listOf(messages)[0]?.files)[0];
    const bytes = (await bot.emulator.file(textOf(file?.id)))?.bytes.toString("utf8") ?? "";
    expect(bytes.split("\r\n")[0]).toBe("\uFEFFfrom,to,by,value,unit,numerator,denominator,low,high,mature");
    expect(bytes).toContain('"Webinar"');
  });
});

describe("an answer's menus and buttons", () => {
  test("another period takes the answer's place", async () => {
    const answer = await answerTo("cycle-time");
    const menu = elementIn(answer.blocks, actionIds.choosePeriod);
    const [changed, ...more] = await bot.use(answer, choiceOf(menu, "Last 90 days"));
    expect(more).toEqual([]);
    expect(changed?.ts).toBe(answer.ts);
    expect(wordsIn(changed?.blocks ?? [])).toContain("26 August – 23 November 2026");
    const chosen = elementIn(changed?.blocks ?? [], actionIds.choosePeriod).initial_option;
    expect(wordsIn([chosen])).toContain("Last 90 days");
  });

  test("one drills down from a KPI to its acquisition channels, and to one of them", async () => {
    const answer = await answerTo("mql last 90 days");
    const breakdown = elementIn(answer.blocks, actionIds.chooseBreakdown);
    const [byChannel] = await bot.use(answer, choiceOf(breakdown, "By acquisition channel"));
    if (!byChannel) throw new Error("No answer came.");
    const members = elementIn(byChannel.blocks, actionIds.chooseMember);
    const [webinar] = await bot.use(byChannel, choiceOf(members, "Webinar"));
    expect(header(webinar?.blocks ?? [])).toBe("MQL → opportunity: Webinar");
    expect(wordsIn(webinar?.blocks ?? [])).toContain("All together:");
  });

  test("one drills down from the cycle time to one stage", async () => {
    const answer = await answerTo("cycle-time by stage");
    const [stage] = await bot.use(
      answer,
      choiceOf(elementIn(answer.blocks, actionIds.chooseMember), "Discovery"),
    );
    expect(header(stage?.blocks ?? [])).toBe("Cycle time: Discovery");
  });

  test("sharing posts it once for everyone, with the designed picture and nothing that only its asker may use", async () => {
    const answer = await answerTo("cycle-time");
    const share = pressOf(elementIn(answer.blocks, actionIds.shareAnswer));
    await bot.use(answer, share);
    const again = await bot.use(answer, share);
    expect(again[0]?.text).toContain("already");
    const { messages } = await bot.emulator.read("conversations.history", {
      channel: bot.emulator.channels.revenueTeam.id,
    });
    const shared = listOf(messages).filter(({ text }) => textOf(text).startsWith("Cycle time"));
    expect(shared).toHaveLength(1);
    const words = wordsIn(listOf(shared[0]?.blocks));
    expect(words).toContain("slack_file");
    expect(words).not.toContain(actionIds.choosePeriod);
    expect(words).not.toContain(actionIds.shareAnswer);
  });
});

describe("“Explain these numbers” in a message's menu", () => {
  async function explain(message: Fields | undefined) {
    const { marketer: user } = bot.emulator.users;
    const room = bot.emulator.channels.revenueTeam.id;
    const where = { kind: "message", room, ts: textOf(message?.ts), thread: null } as const;
    const before = bot.privates().length;
    const outcome = await bot.act({
      kind: "shortcut",
      user: user.id,
      where,
      callbackId: "concord_explain_message",
    });
    expect(outcome).toEqual({ ok: true });
    const [answer, ...more] = bot.privates().slice(before);
    if (!answer || more.length > 0) throw new Error(`${more.length + 1} answers came`);
    return answer;
  }
  async function inChannel(words: string) {
    const { messages } = await bot.emulator.read("conversations.history", {
      channel: bot.emulator.channels.revenueTeam.id,
    });
    return listOf(messages).find(({ text }) => textOf(text).includes(words));
  }

  test("explains a shared answer's KPI, of that answer's day and period", async () => {
    const answer = await answerTo("revenue-mix Q2 as of 2026-08-01");
    await bot.use(answer, pressOf(elementIn(answer.blocks, actionIds.shareAnswer)));
    const { blocks, text } = await explain(await inChannel("Revenue mix"));
    expect(text).toContain("Revenue mix");
    expect(wordsIn(blocks)).toContain("squared revenue shares");
    expect(wordsIn(blocks)).toContain("1 April – 30 June 2026");
  });

  test("explains all seven of a digest", async () => {
    await bot.command("digest now");
    const { blocks } = await explain(await inChannel("Marketing and sales, week"));
    expect(wordsIn(blocks).match(/÷/g)?.length).toBeGreaterThan(5);
  });

  test("says of anybody else's message that it has no figures of ours", async () => {
    const { marketer } = bot.emulator.users;
    const room = bot.emulator.channels.revenueTeam.id;
    await bot.act({ kind: "say", user: marketer.id, room, thread: null, text: "Lunch?" });
    const { text } = await explain(await inChannel("Lunch?"));
    expect(text).toContain("This message has no figures of Concord's");
  });
});

describe("mentioning the bot", () => {
  async function ask(text: string) {
    const room = bot.emulator.channels.revenueTeam.id;
    const user = bot.emulator.users.marketer;
    await bot.act({ kind: "say", user: user.id, room, thread: null, text: `@Concord ${text}` });
    const { messages } = await bot.emulator.read("conversations.history", { channel: room });
    const question = listOf(messages).find((message) => textOf(message.text).endsWith(text));
    await bot.bot.settled();
    const replies = async () =>
      listOf(
        (await bot.emulator.read("conversations.replies", { channel: room, ts: question?.ts })).messages,
      );
    for (let turn = 0; turn < 100 && (await replies()).length < 2; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return (await replies()).slice(1);
  }

  test("a question that names a KPI and a period in plain words is answered in its thread", async () => {
    const [answer, ...more] = await ask("how was our win rate last quarter?");
    expect(more).toEqual([]);
    expect(textOf(answer?.text)).toContain("Opportunity → customer");
    expect(textOf(answer?.text)).toContain("1 July – 30 September 2026");
  });

  test("what it cannot read is told to the asker alone", async () => {
    const before = bot.privates().length;
    await bot.act({
      kind: "say",
      user: bot.emulator.users.marketer.id,
      room: bot.emulator.channels.revenueTeam.id,
      thread: null,
      text: "@Concord what is the weather in Athens?",
    });
    for (let turn = 0; turn < 100 && bot.privates().length === before; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(bot.privates().at(-1)?.text).toContain("I know no KPI or command");
  });
});
