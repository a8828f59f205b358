import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseMapping } from "../../../src/sources/mapping-file.ts";
import type { ReadRequest, Source, SourceBatch } from "../../../src/sources/source.ts";
import { postgresSource } from "../../../src/sources/sql/index.ts";
import { readAll } from "../../support/read-source.ts";
import { createRemotePostgres, type RemotePostgres } from "../../support/remote-postgres.ts";

let remote: RemotePostgres;
let source: Source | null = null;

beforeAll(async () => {
  remote = await createRemotePostgres();
});
afterAll(async () => {
  await source?.close();
  await remote.drop();
});
beforeEach(async () => {
  await source?.close();
  source = null;
  await remote.execute(`
    drop schema public cascade;
    create schema public;
    create table people (
      "Id" bigint, email text, full_name text, phone text, created timestamp, came_by text, mql timestamptz,
      sql_on date, updated_at timestamptz not null, gone boolean
    );
    insert into people values
      (1, 'maria@example.com', 'Maria Pappa', '+30 210 1234567', '2026-03-01 22:30', 'google / cpc', '2026-03-02 09:00+02', '2026-03-03', '2026-03-03 10:00Z', false),
      (2, 'nikos@example.com', 'Nikos Ioannou', null, '2026-03-02 08:00', 'Webinar', null, null, '2026-03-04 10:00Z', null),
      (3, 'eleni@example.com', 'Eleni Dimou', null, '2026-03-02 09:00', null, null, null, '2026-03-05 10:00Z', true);
  `);
});

const mapping = (more = "", query = "select * from people") => `
source: postgres
facts:
  leads:
    query: ${query}
    cursor: updated_at
    deleted: gone
    fields: { lead_id: id, created_at: created, acquisition_channel: came_by, mql_at: mql, sql_at: sql_on }
    values: { acquisition_channel: { Google / CPC: Paid search } }
    constants: { segment: EMEA }
${more}`;

function open(text: string, url = remote.url): Source {
  const { type, config } = parseMapping(text, [postgresSource]);
  source = type.open(config, {
    secrets: { url },
    timeZone: "Europe/Athens",
    clock: () => new Date(),
    log: () => {},
  });
  return source;
}

const request = (part: Partial<ReadRequest> = {}): ReadRequest => ({
  cursor: null,
  full: true,
  lookBack: 0,
  now: new Date(),
  signal: new AbortController().signal,
  ...part,
});

async function read(from: Source, part: Partial<ReadRequest> = {}): Promise<readonly SourceBatch[]> {
  return (await readAll(from, request(part))).batches;
}

const ids = (batches: readonly SourceBatch[]) =>
  batches.flatMap(({ facts }) => facts.leads ?? []).map(({ lead_id }) => lead_id);
const cursorOf = (batches: readonly SourceBatch[]) => batches.at(-1)?.cursor ?? null;

describe("a query in PostgreSQL", () => {
  it("becomes facts by its mapping: fields, values, constants, marks of deletion", async () => {
    const batches = await read(open(mapping()));
    expect(batches.flatMap(({ facts }) => facts.leads ?? [])).toEqual([
      {
        lead_id: "1",
        created_at: { type: "instant", iso: "2026-03-01T22:30:00.000000Z" },
        acquisition_channel: "Paid search",
        segment: "EMEA",
        mql_at: { type: "instant", iso: "2026-03-02T07:00:00.000000Z" },
        sql_at: { type: "local-day", iso: "2026-03-03" },
        updated_at: { type: "instant", iso: "2026-03-03T10:00:00.000000Z" },
      },
      {
        lead_id: "2",
        created_at: { type: "instant", iso: "2026-03-02T08:00:00.000000Z" },
        acquisition_channel: "Webinar",
        segment: "EMEA",
        mql_at: null,
        sql_at: null,
        updated_at: { type: "instant", iso: "2026-03-04T10:00:00.000000Z" },
      },
    ]);
    expect(batches.flatMap(({ gone }) => gone ?? [])).toEqual([{ kind: "leads", id: "3" }]);
    expect(batches.at(-1)).toMatchObject({ complete: ["leads"], progress: { what: "leads", rows: 3 } });
  });

  it("is not asked for columns that no field takes", async () => {
    expect(JSON.stringify(await read(open(mapping())))).not.toMatch(/example\.com|Maria|1234567/);
  });

  it("reads times without a zone in the mapping's", async () => {
    const [batch] = await read(open(mapping().replace("facts:", "time_zone: Europe/Athens\nfacts:")));
    expect(batch?.facts.leads?.[0]?.created_at).toEqual({
      type: "instant",
      iso: "2026-03-01T20:30:00.000000Z",
    });
  });

  it("is read on from the cursor, a little before it for late edits", async () => {
    const from = open(mapping());
    const cursor = cursorOf(await read(from));
    await remote.execute(`
      update people set updated_at = '2026-03-05 09:30Z' where "Id" = 1;
      insert into people values (4, null, null, null, '2026-03-06', null, null, null, '2026-03-06 10:00Z', false)`);
    expect(ids(await read(from, { cursor, full: false }))).toEqual(["4"]);
    expect(ids(await read(from, { cursor, full: false, lookBack: 3_600_000 }))).toEqual(["1", "4"]);
  });

  it("streams in batches, each with the cursor after it, and goes on from any of them", async () => {
    await remote.execute(`
      insert into people select n, null, null, null, '2026-03-01', null, null, null,
        timestamptz '2026-04-01 00:00Z' + n * interval '1 microsecond', false
      from generate_series(10, 29) n`);
    const from = open(mapping().replace("facts:", "batch: 5\nfacts:"));
    const batches = await read(from);
    expect(batches.map(({ facts }) => facts.leads?.length)).toEqual([4, 5, 5, 5, 3, 0]);
    const rest = await read(from, { cursor: batches[2]?.cursor ?? null });
    expect(ids(rest)).toEqual(Array.from({ length: 9 }, (_, index) => String(21 + index)));
  });

  it("may have a whole number as its cursor, and rows without one come first", async () => {
    await remote.execute(`
      create table visits_by_day (version bigint, day date, channel text, n int);
      insert into visits_by_day values (9, '2026-03-01', 'x', 5), (10, '2026-03-02', 'x', 6), (null, '2026-03-03', 'x', 7)`);
    const from = open(`
source: postgres
facts:
  visits:
    query: "select * from visits_by_day; "
    cursor: version
    fields: { acquisition_channel: channel, visitors: n }`);
    const batches = await read(from);
    expect(batches[0]?.facts.visits?.map(({ visitors }) => visitors)).toEqual(["7", "5", "6"]);
    await remote.execute("insert into visits_by_day values (100, '2026-03-04', 'x', 8)");
    const more = await read(from, { cursor: cursorOf(batches), full: false, lookBack: 60_000 });
    expect(more[0]?.facts.visits?.map(({ visitors }) => visitors)).toEqual(["6", "8"]);
  });

  it("without a cursor column is read whole every time", async () => {
    const from = open(mapping().replace("cursor: updated_at", ""));
    const cursor = cursorOf(await read(from));
    expect(ids(await read(from, { cursor, full: false }))).toEqual(["1", "2"]);
  });

  it("tells which rows are no facts, by their id", async () => {
    await remote.execute(
      "insert into people values (4, null, null, null, null, null, null, null, now(), false)",
    );
    const rejected = (await read(open(mapping()))).flatMap((batch) => batch.rejected ?? []);
    expect(rejected).toEqual([
      { kind: "leads", row: "4", field: "created_at", reason: "the date is missing: leads need created_at" },
    ]);
  });

  it("never takes an e-mail address or a phone number, even when they are mapped", async () => {
    const personal = mapping()
      .replace("lead_id: id", "lead_id: email, account_id: phone, stage: x")
      .replace(", stage: x", "");
    const batches = await read(open(personal));
    expect(batches.flatMap(({ facts }) => facts.leads ?? [])).toEqual([]);
    expect(batches.flatMap(({ rejected }) => rejected ?? []).map(({ field }) => field)).toEqual([
      "lead_id",
      "lead_id",
    ]);
    const phones = await read(
      open(mapping().replace("acquisition_channel: came_by", "acquisition_channel: phone")),
    );
    expect(phones.flatMap(({ rejected }) => rejected ?? [])).toMatchObject([
      { field: "acquisition_channel", row: "1" },
    ]);
  });
});

describe("the connection", () => {
  it.each([
    [
      "an insert that returns",
      "with x as (insert into people select * from people returning *) select * from x",
    ],
    ["a function that writes", "select *, setval('s', 9) from people"],
    ["a second statement", "select * from people) q; drop table people; select * from (select 1"],
    [
      "a way out of the read-only session",
      "select *, set_config('transaction_read_only', 'off', false) from people, lateral (select nextval('s')) x",
    ],
  ])("cannot write: %s", async (_, query) => {
    await remote.execute("create sequence s start 1");
    await expect(read(open(mapping("", JSON.stringify(query))))).rejects.toMatchObject({ name: "UserError" });
    expect(await remote.rows("select count(*)::int as n from people")).toEqual([{ n: 3 }]);
    expect(await remote.rows("select last_value::int as n, is_called from s")).toEqual([
      { n: 1, is_called: false },
    ]);
  });

  it("ends a statement that takes too long", async () => {
    const { type, config } = parseMapping(mapping("", "select p.*, pg_sleep(20) from people p"), [
      postgresSource,
    ]);
    source = type.open(
      { ...config, statement_timeout: 0.005 },
      { secrets: { url: remote.url }, timeZone: "UTC", clock: () => new Date(), log: () => {} },
    );
    await expect(read(source)).rejects.toMatchObject({ code: "source-slow" });
  });

  it.each([
    ["no server", "postgres://a:b@127.0.0.1:1/x", "source-unreachable"],
    ["another kind of address", "mysql://a:b@127.0.0.1/x", "bad-source-url"],
  ])("says what is wrong and never the password: %s", async (_, url, code) => {
    const failure = await read(open(mapping(), url)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toContain(":b@");
  });

  it("names a column that is not there, and the nearest", async () => {
    await expect(read(open(mapping().replace("deleted: gone", "deleted: gon")))).rejects.toMatchObject({
      code: "unknown-column",
      message: expect.stringContaining("Did you mean gone?"),
    });
    await expect(read(open(mapping("", "select email from people")))).rejects.toMatchObject({
      code: "unknown-column",
    });
    await expect(read(open(mapping("", "select * from persons")))).rejects.toMatchObject({
      code: "bad-query",
      message: expect.stringContaining("persons"),
    });
  });

  it("stops between batches when it is told to", async () => {
    const ending = new AbortController();
    const from = open(mapping().replace("facts:", "batch: 1\nfacts:"));
    const batches: SourceBatch[] = [];
    await expect(async () => {
      for await (const batch of from.read(request({ signal: ending.signal }))) {
        batches.push(batch);
        ending.abort();
      }
    }).rejects.toThrow(/abort/i);
    expect(batches).toHaveLength(1);
    expect(ids(await read(from))).toEqual(["1", "2"]);
  });
});

describe("a check", () => {
  it("tells what there is, and what would be rejected, without storing anything", async () => {
    await remote.execute(
      "insert into people values (4, null, null, null, null, null, null, null, now(), false)",
    );
    const { kinds, notes } = await open(mapping()).check();
    expect(kinds).toEqual([
      {
        kind: "leads",
        fields: ["lead_id", "created_at", "acquisition_channel", "mql_at", "sql_at", "updated_at", "segment"],
        rows: 4,
      },
    ]);
    expect(notes).toEqual([expect.stringContaining("1 of the first 4 rows would be rejected")]);
  });
});
