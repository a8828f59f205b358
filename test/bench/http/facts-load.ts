import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { factsRoutes } from "../../../src/http/facts/routes.ts";
import { createHttpServer } from "../../../src/http/server.ts";
import { createLog } from "../../../src/log.ts";
import { openDatabase } from "../../../src/open-database.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { addApiToken } from "../../../src/usecases/http-facts/tokens.ts";

/**
 * Load on POST /v1/facts/leads over loopback: `node test/bench/http/facts-load.ts [BODIES] [ROWS] [AT_ONCE]`. Prints
 * rows and bodies a second, the slowest tenth, and how much memory the server's process came to.
 */
const [bodies = 40, rows = 1000, atOnce = 4] = process.argv.slice(2).map(Number);

const dataDir = await mkdtemp(path.join(tmpdir(), "concord-http-load-"));
await chmod(dataDir, 0o711);
const database = await openDatabase({ databaseUrl: process.env.DATABASE_URL, dataDir });
const { store } = database;
const server = await createHttpServer({
  port: 0,
  log: createLog({ level: "error" }),
  routes: [
    factsRoutes({ store, clock: () => new Date(), limits: { perSecond: 1e6, burst: 1e6, atOnce: 100 } }),
  ],
});
const { workspaceId } = await addWorkspace(store, { name: "load" });
const token = await addApiToken(store, { workspaceId, name: "load" });

const took: number[] = [];
let next = 0;
async function sendSome(): Promise<void> {
  while (next < bodies) {
    const body = next++;
    const facts = Array.from({ length: rows }, (_, row) => ({
      lead_id: `L${body * rows + row}`,
      created_at: "2026-03-01T09:30:00Z",
      acquisition_channel: "Paid search",
      mql_at: "2026-03-04",
    }));
    const began = performance.now();
    const response = await fetch(`${server.url}/v1/facts/leads`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-encoding": "gzip",
        "idempotency-key": `body-${body}`,
      },
      body: gzipSync(JSON.stringify(facts)),
    });
    const { inserted } = (await response.json()) as { inserted: number };
    if (response.status !== 200 || inserted !== rows)
      throw new Error(`${response.status}: ${inserted} inserted`);
    took.push(performance.now() - began);
  }
}

const began = performance.now();
await Promise.all(Array.from({ length: atOnce }, sendSome));
const seconds = (performance.now() - began) / 1000;
took.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    bodies,
    rows,
    atOnce,
    rowsPerSecond: Math.round((bodies * rows) / seconds),
    bodiesPerSecond: Number((bodies / seconds).toFixed(1)),
    p90Milliseconds: Math.round(took[Math.floor(took.length * 0.9)] ?? 0),
    rssMiB: Math.round(process.memoryUsage().rss / 1024 / 1024),
  }),
);
await server.close();
await database.close();
await rm(dataDir, { recursive: true, force: true });
