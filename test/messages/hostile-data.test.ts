import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fields, listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { kpiNames } from "../../src/funnel/readings.ts";
import { actionIds } from "../../src/messages/actions.ts";
import { answerModal } from "../../src/messages/answer-modal.ts";
import type { Locale } from "../../src/messages/numbers.ts";
import { messageBreaches, viewBreaches } from "../../src/messages/slack-limits/index.ts";
import { composeDigest } from "../../src/usecases/compose-digest.ts";
import { elementIn, now, startTestBot, type TestBot, today } from "../support/bot.ts";
import { hostileNames, manyNames } from "../support/hostile-names.ts";

/** What people type: every command there is, and every KPI as itself, broken down and explained. */
const commands: readonly string[] = [
  "",
  "help",
  "status",
  "digest",
  "as of 2026-10-01",
  "nonsense <!channel> *bold*",
  "cycle-time since <!here>",
  "mql by <@U0MAYA00001>",
  ...kpiNames,
  "explain mql",
  "explain revenue mix",
  "export mql last 90 days",
  "export mql by acquisition-channel",
  "mql-to-opportunity last 90 days by acquisition-channel",
  "opportunity-to-customer by segment",
  "cycle-time by stage",
  "cycle-time last 90 days by acquisition-channel",
  "revenue-mix by acquisition-channel",
  "end-to-end 2020",
];
/** What is worded by language: the rest differs in data only. */
const worded = commands.filter((command) => !command.startsWith("export") && !command.includes("<"));

/** Marks that only Slack's own markup may begin with: a name from data never makes one. */
const live = /<[!@#]|<https?:/;

function expectHarmless(blocks: readonly Fields[], text: string): void {
  expect(messageBreaches({ text, blocks })).toEqual([]);
  // What is plain text (buttons, tables, charts) formats nothing.
  const mrkdwn = blocks.flatMap(mrkdwnIn);
  for (const written of [text, ...mrkdwn]) {
    expect(written).not.toMatch(live);
    expect(written).not.toMatch(/[\u202A-\u202E\u2066\u2067]/u);
  }
}

function mrkdwnIn(node: unknown): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && node.type === "mrkdwn" && "text" in node) return [String(node.text)];
  return Object.values(node).flatMap(mrkdwnIn);
}

const companies = {
  "hostile names, and 200 acquisition channels": {
    acquisitionChannels: manyNames(200),
    segments: manyNames(30),
    stages: hostileNames,
    assets: hostileNames,
    weeks: 14,
    leadsAWeek: 1,
  },
  "no rows at all": null,
} as const;

describe.each(Object.keys(companies) as (keyof typeof companies)[])("with %s", (name) => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot(companies[name]);
  });
  afterAll(() => bot.stop());

  const reader = (locale: Locale) =>
    locale === "en" ? bot.emulator.users.marketer : bot.emulator.users.salesLead;

  test.each(["en", "el"] as const)("every answer fits Slack and pings nobody (%s)", async (locale) => {
    for (const command of locale === "en" ? commands : worded) {
      const answers = await bot.command(command, reader(locale));
      expect(answers, command).toHaveLength(1);
      for (const { text, blocks } of answers) {
        expectHarmless(blocks, text);
        expect(viewBreaches(answerModal({ text, blocks: blocks as never[] }, locale)), command).toEqual([]);
      }
    }
    expect(bot.log.join("\n")).toBe("");
  });

  test.each(["en", "el"] as const)(
    "every digest, with its thread, fits Slack and pings nobody (%s)",
    async (locale) => {
      const { message } = await composeDigest(bot.store, bot.workspace, { asOf: today, locale, now });
      for (const { text, blocks } of [message, ...message.thread]) {
        expectHarmless(blocks as unknown as readonly Fields[], text);
        for (const block of blocks)
          if (block.type === "image") expect(block.alt_text.length).toBeGreaterThan(10);
      }
    },
  );

  test.each(["en", "el"] as const)("App Home and the modals fit Slack (%s)", async (locale) => {
    const user = reader(locale);
    await bot.act({ kind: "home", user: user.id });
    const home = bot.emulator.views.home(user.id);
    expect(viewBreaches(home)).toEqual([]);
    for (const written of mrkdwnIn(home)) expect(written).not.toMatch(/<!|<@|<https?:/);
    const { admin } = bot.emulator.users;
    for (const command of ["subscribe", "settings"]) {
      await bot.command(command, admin);
      expect(viewBreaches(bot.emulator.views.modals(admin.id).at(-1))).toEqual([]);
    }
  });

  test("one member with any name can be drilled down to", async () => {
    const [answer] = await bot.command("mql last 90 days by acquisition-channel");
    if (!answer || companies[name] === null) return;
    const menu = elementIn(answer.blocks, actionIds.chooseMember);
    for (const option of listOf(menu.options).slice(0, 12)) {
      const { type, action_id, block_id } = menu;
      const [member] = await bot.use(answer, { type, action_id, block_id, selected_option: option });
      expectHarmless(member?.blocks ?? [], textOf(member?.text));
    }
  });
});
