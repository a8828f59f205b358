import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kpiCommand } from "../../src/cli/kpi.ts";
import { factKinds } from "../../src/funnel/facts.ts";
import { type Settings, settingsSchema } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { importFacts } from "../../src/usecases/import-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { messyCompany } from "../support/row-oracle/company.ts";
import * as oracle from "../support/row-oracle/readings.ts";
import { dayOf, type Rows, readRows, type Texts } from "../support/row-oracle/rows.ts";

const crm = path.join(import.meta.dirname, "../fixtures/crm-sales-opportunities/sales_pipeline.csv");
const zone = "Europe/Athens";
const stageOrder = ["Discovery", "Demo", "Offer"];
const now = new Date("2027-01-01T00:00:00Z");

let database: TestDatabase;
let store: Store;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  folder = await mkdtemp(path.join(tmpdir(), "concord-kpi-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await store.destroy();
  await database.drop();
});

interface Company {
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly rows: Rows;
}

/** A reading as `kpi --json` prints it. */
interface Printed {
  readonly kpi: string;
  readonly from: string;
  readonly to: string;
  readonly by: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: printed JSON, looked into at will.
  readonly [field: string]: any;
}

async function kpi(company: Company, ...words: string[]): Promise<readonly Printed[]> {
  const printed: string[] = [];
  const command = kpiCommand({
    store: async () => store,
    workspace: async () => ({ ...company.workspace, settings: company.settings }),
    now: () => now,
    out: (text) => printed.push(text),
    err: () => {},
    isTerminal: false,
    setExitStatus: () => {},
  });
  await command.parseAsync([...words, "--json"], { from: "user" });
  const document = JSON.parse(printed.join("\n"));
  expect(Object.keys(document)).toEqual(["asOf", "timeZone", "currency", "readings"]);
  return document.readings;
}

async function openCompany(name: string, currency: string): Promise<Company> {
  const settings = settingsSchema.parse({ timeZone: zone, currency, stages: stageOrder });
  const workspace = await addWorkspace(store, { name, settings });
  const rows = { leads: [], opportunities: [], stages: [], assets: [], uses: [], visits: [] };
  return { workspace, settings, rows };
}

const importing = ({ workspace }: Company) => ({
  workspaceId: workspace.workspaceId,
  timeZone: zone,
  source: "file",
  now,
});

async function crmCompany(): Promise<Company> {
  const company = await openCompany("CRM", "USD");
  const file = path.join(folder, "sales_pipeline.csv");
  await copyFile(crm, file);
  const request = {
    ...importing(company),
    kind: "opportunities",
    file,
    map: [
      ...["created_at=engage_date", "closed_at=close_date", "amount=close_value"],
      ...["account_id=account", "outcome=deal_stage"],
    ],
    value: ["outcome.Engaging=open", "outcome.Prospecting=open"],
    dateFormat: "M/D/YYYY",
  } as const;
  expect(await importFacts(store, request)).toMatchObject({ read: 8800, inserted: 8300 });
  expect(await importFacts(store, request)).toMatchObject({
    read: 8800,
    inserted: 0,
    updated: 0,
    unchanged: 8300,
  });
  const iso = (date: string) =>
    date.replace(/^(\d+)\/(\d+)\/(\d+)$/, (_, m, d, y) => `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`);
  const [, ...lines] = (await readFile(crm, "utf8")).trim().split("\n");
  const opportunities = lines
    .map((line) => line.trimEnd().split(","))
    .filter(([, , , , , engaged]) => engaged !== "")
    .map(([id, , , account, stage, engaged, closed, amount]) =>
      [id, account, stage?.toLowerCase(), iso(engaged ?? ""), iso(closed ?? ""), amount].join(","),
    );
  const header = "opportunity_id,account_id,outcome,created_at,closed_at,amount";
  const rows = readRows({ opportunities: [header, ...opportunities].join("\n") }, zone, "USD");
  return { ...company, rows };
}

async function messy(seed: number): Promise<Company> {
  const company = await openCompany(`Messy ${seed}`, "EUR");
  const texts: Texts = messyCompany(seed);
  // References arrive late at times: opportunities before their leads, uses before their assets.
  for (const kind of factKinds.toReversed()) {
    const text = kind in texts ? texts[kind as keyof Texts] : undefined;
    if (text === undefined) continue;
    const file = path.join(folder, `${kind}.csv`);
    await writeFile(file, text);
    const { rejected } = await importFacts(store, { ...importing(company), kind, file });
    expect(rejected).toEqual([]);
  }
  return { ...company, rows: readRows(texts, zone, "EUR") };
}

/** Equal but for the last digits of a long product. */
const near = (value: number | null | undefined) =>
  typeof value === "number" ? expect.closeTo(value, 11) : (value ?? null);

// biome-ignore lint/suspicious/noExplicitAny: figures of any shape.
function nearAll<T extends Record<string, any>>(figure: T): T {
  return Object.fromEntries(
    Object.entries(figure).map(([name, value]) => [
      name,
      value !== null && typeof value === "object"
        ? nearAll(value)
        : typeof value === "number"
          ? near(value)
          : value,
    ]),
  ) as T;
}

type Slice = NonNullable<oracle.Question["slice"]>;

function expectAgreement(
  { rows, settings }: Company,
  readings: readonly Printed[],
  asked: { readonly asOf: string; readonly mode: oracle.Question["mode"]; readonly by?: Slice["dimension"] },
): void {
  const { windows } = settings;
  for (const reading of readings) {
    const day = (text: string) => dayOf(text, zone) ?? Number.NaN;
    const question: oracle.Question = {
      from: day(reading.from),
      to: day(reading.to),
      asOf: day(asked.asOf),
      mode: asked.mode,
      windows: {
        "lead-to-mql": windows.leadToMql,
        "mql-to-opportunity": windows.mqlToOpportunity,
        "opportunity-to-customer": windows.opportunityToCustomer,
        "lead-to-customer": windows.endToEnd,
      },
      ...(asked.by ? { slice: { dimension: asked.by, member: reading.by ?? "" } } : {}),
    };
    const where = `${reading.kpi} ${reading.from}..${reading.to} of ${reading.by} as of ${asked.asOf}, ${asked.mode}`;
    const { kpi: _kpi, from: _from, to: _to, by: _by, detail, unit: _unit, ...figures } = reading;
    expect({ where, ...figures, detail }).toEqual({ where, ...expected(reading, rows, question) });
  }
}

function expected({ kpi: name, detail }: Printed, rows: Rows, question: oracle.Question): object {
  const { to, asOf } = question;
  const plain = { mature: to <= asOf, soFar: null };
  const none = { low: null, high: null };
  const anyInterval =
    question.mode === "pace" ? { low: detail && expect.anything(), high: expect.anything() } : {};
  const half = (transition: oracle.Transition) => {
    const { value, numerator, denominator, ...rest } = oracle.conversion(rows, transition, question);
    const interval = "low" in rest ? { low: near(rest.low), high: near(rest.high) } : {};
    return { value: near(value), numerator, denominator, ...interval };
  };
  const conversionOf = (transition: oracle.Transition) => {
    const { value, soFar, ...rest } = oracle.conversion(rows, transition, question);
    const interval = "low" in rest ? { low: near(rest.low), high: near(rest.high) } : {};
    if (question.mode === "pace" && value === null) Object.assign(anyInterval, none);
    return { ...rest, ...interval, value: near(value), soFar: soFar && nearAll(soFar) };
  };
  switch (name) {
    case "end-to-end": {
      const steps = ["lead-to-mql", "mql-to-opportunity", "opportunity-to-customer"] as const;
      return {
        ...conversionOf("lead-to-customer"),
        ...anyInterval,
        detail: expect.objectContaining({
          steps: steps.map((step) => expect.objectContaining({ step, ...half(step) })),
          visits: question.slice ? expect.toSatisfy(() => true) : oracle.visits(rows, question),
        }),
      };
    }
    case "cycle-time": {
      const { days: _, fromLead, low, high, ...own } = oracle.cycleTime(rows, question);
      const length = to - question.from;
      const inPeriod = oracle.stages(rows, question, stageOrder);
      const earlier = oracle.stages(
        rows,
        { ...question, from: question.from - length, to: question.from },
        stageOrder,
      );
      const stages = stageOrder
        .map((stage) => ({ stage, ...inPeriod.get(stage), before: earlier.get(stage)?.median ?? null }))
        .filter(({ count, before }) => (count ?? 0) > 0 || before !== null);
      const grown = stages
        .flatMap(({ stage, median, before }) =>
          typeof median === "number" && before !== null && median > before
            ? [{ stage, from: before, to: median }]
            : [],
        )
        .toSorted((a, b) => b.to - b.from - (a.to - a.from));
      return {
        ...{ value: own.median, numerator: null, denominator: own.count, low, high, ...plain },
        detail: { ...own, fromLead, stages, grewMost: grown[0] ?? null },
      };
    }
    case "mql-to-opportunity":
      return {
        ...conversionOf("mql-to-opportunity"),
        ...anyInterval,
        detail: expect.objectContaining({
          opportunitiesWithoutMql: oracle.opportunitiesWithoutMql(rows, question),
          pair: expect.objectContaining({
            mqlToOpportunity: expect.objectContaining(half("mql-to-opportunity")),
            opportunityToCustomer: expect.objectContaining(half("opportunity-to-customer")),
          }),
        }),
      };
    case "opportunity-to-customer":
      return {
        ...conversionOf("opportunity-to-customer"),
        ...anyInterval,
        detail: expect.objectContaining({ winRate: nearAll(oracle.winRate(rows, question)) }),
      };
    case "revenue-mix": {
      const { slice: _slice, ...ofAll } = question;
      const mix = oracle.revenueMix(rows, ofAll);
      const own = mix.channels.get(question.slice?.member ?? "");
      const channels = [...mix.channels.values()]
        .filter(({ acquisitionChannel }) => !question.slice || acquisitionChannel === question.slice.member)
        .toSorted(
          (a, b) =>
            (b.revenue ?? 0) - (a.revenue ?? 0) || (a.acquisitionChannel < b.acquisitionChannel ? -1 : 1),
        );
      return {
        ...(question.slice
          ? {
              value: own?.share ?? (mix.revenue ? 0 : null),
              numerator: own?.revenue ?? 0,
              denominator: mix.revenue,
            }
          : { value: mix.value, numerator: null, denominator: mix.denominator }),
        ...none,
        ...plain,
        detail: {
          revenue: question.slice ? (own?.revenue ?? 0) : mix.revenue,
          winsWithoutAmount: question.slice ? expect.any(Number) : mix.winsWithoutAmount,
          acquisitionChannels: channels.map((channel) =>
            expect.objectContaining({
              ...channel,
              mqlToOpportunity: expect.objectContaining(
                channelHalf(rows, question, "mql-to-opportunity", channel.acquisitionChannel),
              ),
            }),
          ),
        },
      };
    }
    case "content-used": {
      const { neverUsed, value, numerator, denominator, low, high, ...rest } = oracle.contentUsed(
        rows,
        question,
      );
      return {
        ...{ value, numerator, denominator, low: near(low), high: near(high), ...plain },
        detail: {
          ...nearAll({
            inOpportunity: rest.inOpportunity,
            wonWithContent: rest.wonWithContent,
            lostWithContent: rest.lostWithContent,
          }),
          byJourneyStage: rest.byJourneyStage.map(nearAll),
          neverUsed: expect.toSatisfy(
            (assets: readonly { assetId: string }[]) =>
              assets
                .map(({ assetId }) => assetId)
                .toSorted()
                .join() === neverUsed.join(),
          ),
        },
      };
    }
    case "revenue-per-account": {
      const { accounts, revenue, value, ...rest } = oracle.revenuePerAccount(rows, question);
      return { value, numerator: revenue, denominator: accounts, ...none, ...plain, detail: rest };
    }
    default:
      throw new Error(`an eighth KPI: ${name}`);
  }
}

function channelHalf(rows: Rows, question: oracle.Question, transition: oracle.Transition, channel: string) {
  const sliced = { ...question, slice: { dimension: "channel", member: channel } as const };
  const { value, numerator, denominator } = oracle.conversion(rows, transition, sliced);
  return { value: near(value), numerator, denominator };
}

const modes = ["cohort", "period", "pace"] as const;

describe("readings agree with an independent computation from the rows", () => {
  test("of a public CRM's export, for all months, at two as-of days, in each mode", async () => {
    const company = await crmCompany();
    for (const asOf of ["2017-08-15", "2018-01-01"]) {
      for (const mode of modes) {
        const words = ["all", "--from", "2016-10-01", "--to", "2018-01-01", "--grain", "month"];
        const readings = await kpi(company, ...words, "--mode", mode, "--as-of", asOf);
        expect(readings).toHaveLength(7 * 15);
        expectAgreement(company, readings, { asOf, mode });
      }
    }
  }, 120_000);

  test.each([1])(
    "of a messy company with all kinds of facts (seed %i), whole and sliced",
    async (seed) => {
      const company = await messy(seed);
      const words = ["all", "--from", "2025-09-10", "--to", "2026-12-05"];
      for (const asOf of ["2026-05-20", "2026-12-01"]) {
        for (const mode of modes) {
          const whole = await kpi(company, ...words, "--grain", "month", "--mode", mode, "--as-of", asOf);
          expect(whole).toHaveLength(7 * 16);
          expectAgreement(company, whole, { asOf, mode });
          const quarters = [...words, "--grain", "quarter", "--mode", mode, "--as-of", asOf];
          const channels = await kpi(company, ...quarters, "--by", "acquisition-channel");
          expectAgreement(company, channels, { asOf, mode, by: "channel" });
          const segments = await kpi(company, ...quarters, "--by", "segment");
          expectAgreement(company, segments, { asOf, mode, by: "segment" });
        }
      }
    },
    120_000,
  );
});
