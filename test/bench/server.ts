import { chmod, mkdir } from "node:fs/promises";
import pg from "pg";
import { type Day, dayOf, formatDay } from "../../src/funnel/calendar.ts";
import { defaultSettings, type Settings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { startLocalPostgres } from "../../src/store/local-postgres.ts";
import { migrateToLatest } from "../../src/store/migrate.ts";
import { snapshotState } from "../../src/store/snapshot-state.ts";
import { addWorkspace, listWorkspaces } from "../../src/store/workspaces.ts";
import { rebuild, refresh } from "../../src/usecases/refresh.ts";
import { generateFunnel } from "./generated-funnel.ts";

/** A Tuesday: the newest whole week ended the day before. */
export const asOf: Day = dayOf(2026, 11, 24);
export const now = new Date("2026-11-24T09:00:00Z");
const historyDays = 3 * 365;

/** A database of its own with one workspace, three years of facts, and their snapshots. */
export interface Funnel {
  readonly leads: number;
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly store: Store;
  readonly connectionString: string;
  /**
   * Makes its snapshots from all facts anew; gives the milliseconds. Where this run made them before, gives what that
   * took, unless they are wanted `anew`.
   */
  rebuild(options: { readonly anew: boolean }): Promise<number>;
}

export interface BenchServer {
  /** Gives the funnel of a size, made on first use. */
  funnel(leads: number): Promise<Funnel>;
  /** An empty database with the schema. */
  emptyDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

export interface BenchServerOptions {
  /** Where the server of one's own keeps its data. */
  readonly dataDir: string;
  /** A server that is there; otherwise the one that the product brings along is started. */
  readonly databaseUrl: string | undefined;
  readonly say: (text: string) => void;
}

/** Starts the server that both sides are measured on. */
export async function startBenchServer({
  dataDir,
  databaseUrl,
  say,
}: BenchServerOptions): Promise<BenchServer> {
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o711);
  const quiet = { info: () => {}, warn: () => {} };
  const own =
    databaseUrl === undefined ? await startLocalPostgres({ dataDir, log: quiet, durable: false }) : null;
  const server = databaseUrl ?? own?.connectionString ?? "";
  const funnels = new Map<number, Promise<Funnel>>();
  const made: string[] = [];

  if (own) await letItWriteAtOnce(server);
  const database = async (name: string): Promise<{ readonly url: string; readonly isNew: boolean }> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    const known = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (known.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
    await client.end();
    made.push(name);
    const url = new URL(server);
    url.pathname = `/${name}`;
    await migrateToLatest(url.href);
    return { url: url.href, isNew: known.rowCount === 0 };
  };

  const makeFunnel = async (leads: number): Promise<Funnel> => {
    const { url, isNew } = await database(`concord_bench_${leads}`);
    const store = openStore({ connectionString: url });
    const [held] = await listWorkspaces(store);
    const { workspaceId } = held ?? (await addWorkspace(store, { name: "bench" }));
    if (isNew) {
      say(`Making ${leads.toLocaleString("en")} leads and what came of them`);
      await generateFunnel(store, { workspaceId, leads, days: historyDays, endDay: formatDay(asOf) });
    }
    const workspace = { workspaceId, settings: defaultSettings };
    const build = async (): Promise<number> => {
      say(`Making the snapshots of ${leads.toLocaleString("en")} leads`);
      const started = performance.now();
      await rebuild(store, workspace, now);
      const took = performance.now() - started;
      await vacuum(url);
      return took;
    };
    // With kept data they are there, and only those who measure the making need it again.
    let made = (await snapshotState(store, workspaceId)) === null ? await build() : null;
    await refresh(store, workspace, now);
    return {
      ...workspace,
      leads,
      store,
      connectionString: url,
      rebuild: async ({ anew }) => {
        made = anew ? await build() : (made ?? (await build()));
        return made;
      },
    };
  };

  return {
    funnel(leads) {
      const funnel = funnels.get(leads) ?? makeFunnel(leads);
      funnels.set(leads, funnel);
      return funnel;
    },
    emptyDatabase: async (name) => (await database(`concord_bench_${name}`)).url,
    stop: async () => {
      for (const funnel of funnels.values()) await (await funnel.catch(() => null))?.store.destroy();
      if (own) await own.stop();
      else say(`These databases can go: ${made.join(", ")}`);
    },
  };
}

/** Both sides write gigabytes here: the usual gigabyte of log between checkpoints would write each page many times. */
async function letItWriteAtOnce(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("alter system set max_wal_size = '8GB'");
  await client.query("alter system set checkpoint_timeout = '30min'");
  await client.query("alter system set maintenance_work_mem = '512MB'");
  await client.query("select pg_reload_conf()");
  await client.end();
}

async function vacuum(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("vacuum analyze");
  await client.end();
}
