import { afterAll, beforeAll, expect, test } from "vitest";
import { fillChartSlots } from "../../src/messages/chart-slots.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { addWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { composeDigest } from "../../src/usecases/compose-digest.ts";
import { rebuild } from "../../src/usecases/refresh.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { messageObjections } from "../support/other-slack/block-kit.ts";
import { smallCompany } from "../support/small-company.ts";

const now = new Date("2026-11-24T09:00:00Z");
const today = Math.floor(now.getTime() / 86_400_000);

let database: TestDatabase;
let store: Store;
let workspace: Workspace;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  workspace = await addWorkspace(store, { name: "local" });
  const company = smallCompany({
    today,
    acquisitionChannels: ["Webinar", "Partner <!channel>"],
    segments: ["north", "south"],
    weeks: 40,
    leadsAWeek: 4,
  });
  for (const [kind, facts] of company) {
    await storeFacts(store, { workspaceId: workspace.workspaceId, source: "CRM", kind, facts, now });
  }
  await rebuild(store, workspace, now);
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

test.each([
  ["en", "segment", "By segment", "north", 5],
  ["el", "segment", "Ανά τμήμα αγοράς", "north", 5],
  ["en", "acquisition-channel", "By acquisition channel", "Partner &lt;!channel&gt;", 5],
] as const)(
  "a digest in %s broken down by %s tells each member under its KPI, in words and blocks that Slack takes",
  async (locale, by, title, member, told) => {
    const { message } = await composeDigest(store, workspace, { asOf: today, locale, now, by });
    const replies = message.thread.filter(({ text }) => text.includes(`${title}\n`));
    // Content belongs to no channel or segment, and the revenue mix is a breakdown already.
    expect(replies).toHaveLength(told);
    for (const { text, blocks } of replies) {
      expect(text).toContain(member);
      const section = blocks.find((block) => JSON.stringify(block).includes(`*${title}*`));
      expect(JSON.stringify(section)).toContain(member);
      expect(text).not.toContain("<!channel>");
    }
    for (const part of [message, ...message.thread]) {
      expect(messageObjections(fillChartSlots(part, new Map(), "missing").blocks)).toEqual([]);
    }
  },
);

test("a digest that nobody wants broken down tells the acquisition channels of the halves only", async () => {
  const { message } = await composeDigest(store, workspace, { asOf: today, locale: "en", now });
  expect(message.thread.filter(({ text }) => text.includes("By acquisition channel\n"))).toEqual([]);
});
