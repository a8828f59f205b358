import { connect, createServer, type Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import { secretBox } from "../../../../src/secrets.ts";
import { sourceTypes } from "../../../../src/sources/index.ts";
import { openStore, type Store } from "../../../../src/store/database.ts";
import { addWorkspace } from "../../../../src/store/workspaces.ts";
import { addSource } from "../../../../src/usecases/sources/manage-sources.ts";
import { syncSource } from "../../../../src/usecases/sources/sync-source.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/database.ts";
import { createRemotePostgres, type RemotePostgres } from "../../../support/remote-postgres.ts";
import { type Dice, diceOf } from "./dice.ts";

/** Other storms: CONCORD_STORM_SEED=7 npx vitest run test/usecases/sources/storm */
const seed = Number(process.env.CONCORD_STORM_SEED ?? 6);
const box = secretBox([new Uint8Array(32).fill(5)]);
const rows = 1200;

let database: TestDatabase;
let store: Store;
let remote: RemotePostgres;
let line: Line;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
  const server = new URL(remote.url);
  line = await layLine(Number(server.port), server.hostname);
  await remote.execute(`
    create table people as
      select 'L' || n as lead_id, timestamptz '2026-01-01Z' + n * interval '7 minutes' as created_at,
        (array['Webinar', 'Partner'])[1 + n % 2] as acquisition_channel,
        timestamptz '2026-06-01Z' + n / 3 * interval '1 second' as updated_at, false as gone
      from generate_series(1, ${rows}) n;
    create table deals as
      select 'O' || n as opportunity_id, timestamptz '2026-02-01Z' + n * interval '9 minutes' as created_at,
        'L' || n as lead_id
      from generate_series(1, ${rows / 2}) n;`);
});
afterAll(async () => {
  await line.close();
  await remote.drop();
  await store.destroy();
  await database.drop();
});

/** The network between us and the source's server: it can be cut after some bytes, and refuse while a server restarts. */
interface Line {
  readonly port: number;
  /** Cuts what is connected once so many bytes more have come from the server. */
  cutAfter(bytes: number): void;
  /** Lets nobody in until told otherwise. */
  refuse(refused: boolean): void;
  /** Gives whether the cut that was asked for has happened. */
  wasCut(): boolean;
  close(): Promise<void>;
}

async function layLine(port: number, host: string): Promise<Line> {
  const open = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let refused = false;
  const server = createServer((near) => {
    if (refused) return void near.destroy();
    const far = connect(port, host);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on("data", (bytes: Buffer) => {
      left -= bytes.length;
      if (left > 0) return void near.write(bytes);
      // Half of what was on its way arrives.
      near.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => near.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return {
    port: address.port,
    cutAfter: (bytes) => {
      left = bytes;
    },
    refuse: (told) => {
      refused = told;
    },
    wasCut: () => left <= 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

const parts = () => ({
  store,
  types: sourceTypes,
  secrets: () => box,
  clock: () => new Date(),
  log: () => {},
});

async function added(port: number): Promise<number> {
  const { workspaceId } = await addWorkspace(store, { name: `sql storm ${++made}` });
  const url = new URL(remote.url);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  await addSource(parts(), {
    workspaceId,
    name: "warehouse",
    timeZone: "UTC",
    mapping: `
source: postgres
batch: 100
facts:
  leads: { query: select * from people, cursor: updated_at, deleted: gone }
  opportunities: { query: select * from deals }`,
    secrets: { url: url.href },
  });
  return workspaceId;
}

const sync = (
  workspaceId: number,
  more: { readonly progress?: () => Promise<void>; readonly full?: true } = {},
) => syncSource(parts(), { workspaceId, timeZone: "UTC", name: "warehouse", ...more });

/** What the source's own server does to us: ends the session as an administrator or a restart does, or the statement. */
async function strike(what: "terminate" | "cancel"): Promise<void> {
  await remote.rows(
    `select pg_${what}_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'concord'`,
  );
}

/** Somebody works in the source meanwhile. */
async function edit(dice: Dice, at: number): Promise<void> {
  const one = () => 1 + dice.below(rows);
  const moment = `timestamptz '2026-07-01Z' + ${at} * interval '1 second'`;
  await remote.execute(
    dice.oneOf([
      `update people set acquisition_channel = 'Events', updated_at = ${moment} where lead_id = 'L${one()}'`,
      `update people set gone = true, updated_at = ${moment} where lead_id = 'L${one()}'`,
      `insert into people values ('N${at}', '2026-03-01', 'Webinar', ${moment}, false)`,
      `delete from deals where opportunity_id = 'O${one()}'`,
      `insert into deals values ('P${at}', '2026-04-01', 'L${one()}')`,
    ]),
  );
}

const facts = async (workspaceId: number) => {
  const { rows: told } = await sql<{ row: string }>`
    select (lead_id, created_at, acquisition_channel, updated_at)::text as row
    from leads where workspace_id = ${workspaceId}
    union all select (opportunity_id, created_at, (
      select lead_id from leads l where l.workspace_id = o.workspace_id and l.lead_id = o.lead_id))::text
    from opportunities o where workspace_id = ${workspaceId} order by 1`.execute(store);
  return told.map(({ row }) => row);
};

const faults = ["cut", "terminate", "cancel", "restart"] as const;

describe("a storm over a sync of a database", () => {
  it("is told as what it is, and leaves the facts that an undisturbed first load of what there is now gives", async () => {
    const workspaceId = await added(line.port);
    const told: (readonly [string, string])[] = [];
    let edits = 0;
    for (const round of Array.from({ length: 16 }, (_, index) => index)) {
      const dice = diceOf(seed * 1000 + round);
      const fault = faults[round % faults.length] ?? "cut";
      const after = dice.below(6);
      if (fault === "cut") line.cutAfter(500 + dice.below(60_000));
      let batches = 0;
      const progress = async () => {
        if (dice.chance(0.5)) await edit(dice, ++edits);
        if (batches++ !== after || fault === "cut") return;
        if (fault === "restart") line.refuse(true);
        await strike(fault === "cancel" ? "cancel" : "terminate");
      };
      const outcome = await sync(workspaceId, { progress }).then(
        () => "done",
        (error: unknown) => {
          // Whatever the network does is told in words, and nothing of it is an error of ours.
          if (!(error instanceof UserError)) throw error;
          return error.code;
        },
      );
      told.push([fault, outcome]);
      if (fault === "restart") {
        // Nobody is let in while it starts.
        await expect(sync(workspaceId)).rejects.toMatchObject({ code: "source-unreachable" });
      }
      line.cutAfter(Number.POSITIVE_INFINITY);
      line.refuse(false);
    }
    // What is deleted without a trace is found by a full read alone.
    await sync(workspaceId, { full: true });
    const stormy = await facts(workspaceId);
    await sync(workspaceId);
    expect(await facts(workspaceId)).toEqual(stormy);
    const undisturbed = await added(Number(new URL(remote.url).port));
    await sync(undisturbed);
    expect(stormy).toEqual(await facts(undisturbed));
    expect(stormy.length).toBeGreaterThan(rows);
    const failed = told.filter(([, outcome]) => outcome !== "done");
    expect(failed.length).toBeGreaterThan(5);
    expect(new Set(failed.map(([fault]) => fault)).size).toBeGreaterThan(2);
    expect(failed.map(([, outcome]) => outcome)).toEqual(
      failed.map(() => expect.stringMatching(/^source-(unreachable|busy)$/)),
    );
    expect(edits).toBeGreaterThan(20);
  }, 120_000);
});
