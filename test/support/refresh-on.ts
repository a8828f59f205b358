import { sql } from "kysely";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore } from "../../src/store/database.ts";
import { refreshSnapshots } from "../../src/store/snapshots/refresh.ts";

/**
 * A program of its own that tells its server process and then refreshes again and again, to be killed:
 * `node refresh-on.ts DATABASE_URL WORKSPACE_ID`.
 */
const [connectionString = "", workspaceId = ""] = process.argv.slice(2);
const store = openStore({ connectionString, connections: 1 });
const request = { workspaceId: Number(workspaceId), settings: defaultSettings, now: new Date() };
const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store);
process.stdout.write(`${rows[0]?.pid}\n`);
for (;;) await refreshSnapshots(store, request);
