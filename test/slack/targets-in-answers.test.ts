import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fields, fieldsOf, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { actionIds } from "../../src/messages/actions.ts";
import { composeDigest } from "../../src/usecases/compose-digest.ts";
import { contextOn } from "../../src/usecases/digest-context.ts";
import { choiceOf, elementIn, now, startTestBot, type TestBot, today, wordsIn } from "../support/bot.ts";

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({
    acquisitionChannels: ["Webinar", "Paid search", "Partner"],
    weeks: 40,
    leadsAWeek: 20,
  });
  for (const target of [
    "mql-to-opportunity 91-95%",
    "mql-to-opportunity at least 97% for webinar",
    "cycle-time at most 3 days for partner",
  ]) {
    await bot.command(`targets set ${target}`, bot.emulator.users.admin);
  }
});
afterAll(() => bot.stop());

/** Line breaks within JSON as line breaks. */
const told = (blocks: readonly Fields[]) => wordsIn(blocks).replaceAll("\\n", "\n");

async function answerTo(text: string) {
  const [answer] = await bot.command(text);
  if (!answer) throw new Error(`No answer came to “${text}”`);
  return answer;
}

function seriesIn(blocks: readonly Fields[]): readonly string[] {
  const chart = fieldsOf(blocks.find(({ type }) => type === "data_visualization")?.chart);
  return listOf(chart.series).map(({ name }) => textOf(name));
}

describe("a target of a KPI", () => {
  test("stands in its answer with how far off the figure is, and as lines in its chart", async () => {
    const { blocks } = await answerTo("mql");
    expect(told(blocks)).toMatch(/target 91\.0% to 95\.0%, missed by [\d.]+ pts/);
    expect(seriesIn(blocks)).toEqual(["Over 4 weeks", "Target 91.0%", "Target 95.0%"]);
  });

  test("stands in the overview", async () => {
    expect(told((await answerTo("")).blocks)).toMatch(/target 91\.0% to 95\.0%/);
  });
});

describe("a target of one acquisition channel", () => {
  test("stands beside that channel's figure where the answer is broken down, and beside no other's", async () => {
    const { blocks } = await answerTo("mql last 90 days by channel");
    const lines = told(blocks).split("\n");
    expect(lines.find((line) => line.startsWith("*Webinar*"))).toMatch(/target at least 97\.0%, missed by/);
    expect(lines.find((line) => line.startsWith("*Paid search*"))).not.toMatch(/target/);
  });

  test("stands in the answer to a KPI as a whole under a title of its own", async () => {
    expect(told((await answerTo("mql")).blocks)).toMatch(
      /own target\*\n\*Webinar\* · [\d.]+% · target at least 97\.0% · missed by [\d.]+ pts/,
    );
    expect(told((await answerTo("cycle-time")).blocks)).toMatch(
      /\*Partner\* · [\d.]+ days · target at most 3 days · missed by/,
    );
  });

  test("stands where the answer is narrowed to that channel, and as a line in its chart", async () => {
    const answer = await answerTo("mql last 90 days by channel");
    const members = elementIn(answer.blocks, actionIds.chooseMember);
    const [webinar] = await bot.use(answer, choiceOf(members, "Webinar"));
    expect(told(webinar?.blocks ?? [])).toContain("target at least 97.0%");
    expect(seriesIn(webinar?.blocks ?? [])).toEqual([expect.anything(), "Target 97.0%"]);
    const [partner] = await bot.use(answer, choiceOf(members, "Partner"));
    expect(told(partner?.blocks ?? [])).not.toContain("target");
  });

  test("is drawn in the digest's chart as a bar with its mark, and told in the picture's alt text", async () => {
    const { store, workspace } = bot;
    const context = await contextOn(store, workspace, today);
    const { message, charts } = await composeDigest(store, workspace, {
      ...context,
      asOf: today,
      locale: "en",
      now,
    });
    const drawn = charts.get("mql-to-opportunity");
    if (drawn?.kind !== "ratio-line") throw new Error(`A ${drawn?.kind} was drawn`);
    expect(drawn.model.target).toMatchObject({ kind: "band", low: 0.91, high: 0.95 });
    expect(drawn.model.ownTargets?.rows).toMatchObject([{ label: "Webinar", previous: 0.97 }]);
    const slot = message.charts.find(({ name }) => name === "mql-to-opportunity");
    expect(slot?.altText).toMatch(
      /Target 91\.0% to 95\.0%, missed by .*Webinar: [\d.]+%, target at least 97\.0%/,
    );
  });

  test("that has ended is shown no more", async () => {
    const { store, workspace } = bot;
    const before = await contextOn(store, workspace, today - 1);
    expect(before.channelTargets).toEqual([]);
    expect(before.targets).toEqual([]);
  });
});
