import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRenderer, type Renderer } from "../../src/charts/render.ts";
import { listOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { type SlackEmulator, startSlackEmulator } from "../../src/demo/slack-emulator.ts";
import { formatDay, localDay } from "../../src/funnel/calendar.ts";
import type { FactKind } from "../../src/funnel/facts.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { eventsOf, incidentsSince } from "../../src/store/incidents.ts";
import { addWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import type { DeliveryParts } from "../../src/usecases/deliver-digest.ts";
import { importFacts } from "../../src/usecases/import-facts.ts";
import { evaluateWorkspace } from "../../src/usecases/incidents/evaluate-workspace.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { wordsIn } from "../support/bot.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const now = new Date("2026-11-24T09:00:00Z");
const later = new Date("2026-11-25T09:00:00Z");
const today = localDay(now.getTime(), "UTC");
const ages = [2, 5, 8, 11, 14, 19, 25, 33];
const weeks = 78;
/** For so many weeks the export forgot which lead an opportunity came from. */
const forgotten = 9;

let database: TestDatabase;
let store: Store;
let emulator: SlackEmulator;
let renderer: Renderer;
let workspace: Workspace;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  emulator = await startSlackEmulator();
  renderer = createRenderer({ threads: 1 });
  folder = await mkdtemp(path.join(tmpdir(), "concord-imported-incidents-"));
  const channelId = emulator.channels.revenueTeam.id;
  workspace = await addWorkspace(store, {
    name: "local",
    teamId: emulator.teamId,
    settings: { timeZone: "UTC", incidents: { channelId, marketingGroup: null, salesGroup: null } },
  });
});
afterAll(async () => {
  await renderer.close();
  await emulator.stop();
  await store.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Row {
  readonly lead: string;
  readonly day: number;
  readonly opportunity: number | null;
}

/** Twelve MQLs each working day, of which every fourth becomes an opportunity. */
const rows: readonly Row[] = Array.from({ length: weeks * 7 }, (_, index) => today - weeks * 7 + index)
  .filter((day) => (day + 3) % 7 < 5)
  .flatMap((day, workday) =>
    Array.from({ length: 12 }, (_, nth): Row => {
      const converts = nth % 4 === 0;
      const opportunity = day + (ages[(workday * 3 + nth / 4) % ages.length] ?? 0);
      const known = converts && opportunity < today;
      return { lead: `L${day}-${nth}`, day, opportunity: known ? opportunity : null };
    }),
  );

const leads = () =>
  ["lead_id,created_at,mql_at", ...rows.map(({ lead, day }) => [lead, formatDay(day), formatDay(day)])].join(
    "\n",
  );

/** The opportunities as the CRM exports them; wrong: without the lead, for the newest weeks. */
const opportunities = (isWrong: boolean, updated: string) =>
  [
    "opportunity_id,created_at,lead_id,updated_at",
    ...rows.flatMap(({ lead, opportunity }) => {
      if (opportunity === null) return [];
      const known = isWrong && opportunity >= today - forgotten * 7 && !lead.endsWith("-0") ? "" : lead;
      return [`O${lead},${formatDay(opportunity)},${known},${updated}`];
    }),
  ].join("\n");

async function importText(kind: FactKind, text: string, at: Date): Promise<void> {
  const file = path.join(folder, `${kind}.csv`);
  await writeFile(file, text);
  const { workspaceId } = workspace;
  const report = await importFacts(store, {
    workspaceId,
    kind,
    file,
    timeZone: "UTC",
    source: "CRM",
    now: at,
  });
  expect(report.rejected).toEqual([]);
  await refresh(store, workspace, at);
}

const parts = (at: Date): DeliveryParts => ({
  store,
  slack: new WebClient(emulator.botToken, { slackApiUrl: emulator.apiUrl }),
  renderer,
  log: pino({ level: "silent" }),
  now: () => at,
  sleep: (milliseconds) => pause(Math.min(milliseconds, 20)),
});
const channel = () => emulator.channels.revenueTeam.id;
const cards = async () =>
  listOf((await emulator.read("conversations.history", { channel: channel() })).messages).filter(
    ({ user }) => user === emulator.botUserId,
  );
const thread = async () => {
  const [card] = await cards();
  const { messages } = await emulator.read("conversations.replies", {
    channel: channel(),
    ts: card?.ts ?? "",
  });
  return listOf(messages).map(({ blocks, text }) => `${textOf(text)}\n${wordsIn(listOf(blocks))}`);
};

/** A process of its own that is ready to evaluate. */
async function evaluator() {
  const script = path.join(import.meta.dirname, "../support/evaluate-once.ts");
  const child = spawn(process.execPath, [
    script,
    database.connectionString,
    emulator.apiUrl,
    emulator.botToken,
    now.toISOString(),
  ]);
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  while (!said.includes("ready") && child.exitCode === null) await pause(20);
  return {
    async run(): Promise<readonly number[] | null> {
      child.stdin.end();
      if ((await ended) !== 0) throw new Error(complaint);
      return JSON.parse(said.split("\n")[1] ?? "");
    },
  };
}

describe("an import that lost the link between opportunities and their leads", () => {
  test("opens one incident with one thread, though two processes find it at the same moment", {
    timeout: 120_000,
  }, async () => {
    await importText("leads", leads(), now);
    await importText("opportunities", opportunities(true, "2026-11-24T08:00:00Z"), now);
    const both = await Promise.all([evaluator(), evaluator()]);
    const changed = await Promise.all(both.map((process) => process.run()));
    expect(changed.flat().filter((number) => number !== null)).toEqual([1]);
    const incidents = await incidentsSince(store, workspace.workspaceId, 0);
    expect(incidents.map(({ incident }) => incident.members.map(({ fired }) => fired.rule))).toEqual([
      ["mql-to-opportunity-drop"],
    ]);
    expect(await cards()).toHaveLength(1);
    expect(await thread()).toHaveLength(2);
  });

  test("is resolved by the import that corrects it, and the thread says that it was the data", async () => {
    await importText("opportunities", opportunities(false, "2026-11-25T08:00:00Z"), later);
    const { changed } = await evaluateWorkspace(parts(later), workspace, later);
    expect(changed).toEqual([1]);
    const [stored] = await incidentsSince(store, workspace.workspaceId, 0);
    expect(stored?.incident.status).toMatchObject({
      kind: "resolved",
      resolution: { by: "data", cause: "corrected" },
    });
    const [card, , summary] = await thread();
    expect(card).toContain("RESOLVED");
    expect(summary).toContain("The data was corrected");
    expect(summary).toContain("it was the data, not the teams");
  });

  test("says nothing more when the same file comes again", async () => {
    await importText("opportunities", opportunities(false, "2026-11-25T08:00:00Z"), later);
    await evaluateWorkspace(parts(later), workspace, later);
    expect(await thread()).toHaveLength(3);
    expect((await eventsOf(store, workspace.workspaceId, 1)).at(-1)?.event.kind).toBe("resolved");
  });
});
