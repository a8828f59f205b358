import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backtestCommand } from "../../src/cli/backtest.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { warningsCommand } from "../../src/cli/warnings.ts";
import { generateCompany } from "../../src/demo/company/generate.ts";
import { companySettings } from "../../src/demo/company/profile.ts";
import { UserError } from "../../src/errors.ts";
import { dayOf, formatDay, parseDay } from "../../src/funnel/calendar.ts";
import type { FactKind } from "../../src/funnel/facts.ts";
import { type Settings, settingsSchema } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { loadHistory } from "../../src/usecases/load-history.ts";
import { rebuild } from "../../src/usecases/refresh.ts";
import { incidentsOf } from "../../src/warnings/evaluate.ts";
import { historyOf } from "../support/company-history.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const today = dayOf(2026, 11, 24);
const now = new Date("2026-11-24T08:00:00Z");
const settings: Settings = settingsSchema.parse(companySettings(today));
const company = generateCompany({ seed: 42, today });

let database: TestDatabase;
let store: Store;
let workspaceId: number;
let out: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  ({ workspaceId } = await addWorkspace(store, { name: "local", settings }));
  for (const kind of Object.keys(company) as (keyof typeof company & FactKind)[]) {
    await storeFacts(store, { workspaceId, source: "CRM", kind, facts: company[kind], now });
  }
  await rebuild(store, { workspaceId, settings }, now);
}, 120_000);
afterAll(async () => {
  await store.destroy();
  await database.drop();
});
beforeEach(() => {
  out = [];
});

const context = (locale: Settings["locale"] = "en"): CliContext => ({
  store: async () => store,
  workspace: async () => ({ workspaceId, name: "local", settings: { ...settings, locale } }),
  now: () => now,
  out: (text) => out.push(text),
  err: () => {},
  isTerminal: false,
  setExitStatus: () => {},
});

async function json(command: "warnings" | "backtest", ...words: string[]) {
  const made = command === "warnings" ? warningsCommand(context()) : backtestCommand(context());
  await made.parseAsync([...words, "--json"], { from: "user" });
  expect(out).toHaveLength(1);
  return JSON.parse(out.pop() ?? "");
}

describe("warnings", () => {
  it("answers as of today with each rule, subject, severity, reason and evidence", async () => {
    const answer = await json("warnings");
    expect(Object.keys(answer)).toEqual(["asOf", "warnings"]);
    expect(answer.asOf).toBe("2026-11-24");
    const [drop] = answer.warnings;
    expect(Object.keys(drop)).toEqual(["rule", "subject", "severity", "reason", "evidence"]);
    expect(drop).toMatchObject({ rule: "mql-to-opportunity-drop", subject: null, severity: "act" });
    expect(drop.reason).toMatch(/^MQL → opportunity fell from 23\.\d% to 1\d\.\d%: .*Webinar carries/);
    expect(drop.evidence).toMatchObject({ unit: "ratio", to: "2026-11-23", openedOn: "2026-11-16" });
    expect(answer.warnings.map(({ rule }: { rule: string }) => rule)).toEqual([
      "mql-to-opportunity-drop",
      "stage-stuck",
      "channel-neglected",
    ]);
  });

  it("knows on an earlier day only what was dated before it", async () => {
    const rules = async (day: string) =>
      (await json("warnings", "--as-of", day)).warnings.map(({ rule }: { rule: string }) => rule);
    expect(await rules("2026-11-15")).not.toContain("mql-to-opportunity-drop");
    expect(await rules("2026-11-16")).toContain("mql-to-opportunity-drop");
    expect(await rules("2026-08-17")).toEqual([]);
  });

  it("speaks the workspace's language to people", async () => {
    await warningsCommand(context("el")).parseAsync([], { from: "user" });
    expect(out.join("\n")).toContain("Η μετατροπή MQL → ευκαιρία έπεσε");
  });
});

describe("backtest", () => {
  it("tells what half a year of weekly evaluations raised, each story once", async () => {
    const { incidents } = await json("backtest", "--from", "2026-05-26", "--to", "2026-11-24");
    expect(Object.keys(incidents[0])).toEqual(["rule", "subject", "openedOn", "closedOn", "reason"]);
    expect(
      new Set(incidents.map(({ rule, subject }: { rule: string; subject: string }) => `${rule} ${subject}`)),
    ).toEqual(new Set(["channel-neglected Partner", "stage-stuck Proposal", "mql-to-opportunity-drop null"]));
    for (const { openedOn, closedOn } of incidents) {
      expect(parseDay(openedOn)).toBeGreaterThanOrEqual(dayOf(2026, 5, 26));
      expect(closedOn).toBeNull();
    }
  });

  it("opens what the live command opens, on the very day", async () => {
    const { incidents } = await json("backtest", "--from", "2026-05-26", "--to", "2026-11-24");
    for (const { rule, subject, openedOn } of incidents) {
      const open = async (day: string) =>
        (await json("warnings", "--as-of", day)).warnings.some(
          (warning: { rule: string; subject: string | null }) =>
            warning.rule === rule && warning.subject === subject,
        );
      expect(await open(openedOn)).toBe(true);
      expect(await open(formatDay((parseDay(openedOn) ?? 0) - 1))).toBe(false);
    }
  });

  it("asks one rule alone, and refuses an empty time", async () => {
    const { incidents } = await json(
      "backtest",
      ...["--from", "2026-05-26", "--to", "2026-11-24", "--rule", "stage-stuck"],
    );
    expect(incidents.map(({ rule }: { rule: string }) => rule)).toEqual(["stage-stuck"]);
    await expect(json("backtest", "--from", "2026-05-26", "--to", "2026-05-26")).rejects.toThrow(UserError);
  });
});

describe("the history that the database gives", () => {
  it("tells the rules just what the facts do, counted by hand", async () => {
    const stored = await loadHistory(store, { workspaceId, settings, asOf: today });
    const counted = historyOf(company, today, settings);
    expect(incidentsOf(stored)).toEqual(incidentsOf(counted));
  });
});
