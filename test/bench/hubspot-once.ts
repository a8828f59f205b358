import { secretBox } from "../../src/secrets.ts";
import { sourceTypes } from "../../src/sources/index.ts";
import { openStore } from "../../src/store/database.ts";
import { insertSource } from "../../src/store/sources.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { secretContext } from "../../src/usecases/sources/open-source.ts";
import { syncSource } from "../../src/usecases/sources/sync-source.ts";

/** Loads an account for the first time into a workspace of its own, and prints how long it took. */
const [connectionString = "", url = ""] = process.argv.slice(2);
const store = openStore({ connectionString });
const { workspaceId } = await addWorkspace(store, { name: `hubspot ${Date.now()}` });
const secrets = secretBox([new Uint8Array(32).fill(1)]);
const named = { workspaceId, name: "hubspot" };
await insertSource(store, {
  ...named,
  type: "hubspot",
  mapping: `source: hubspot\nurl: ${url}\ncalls_per_ten_seconds: 0\ntouches: []\n`,
  everyMinutes: 60,
  secrets: { access_token: secrets.seal("token", secretContext(named, "access_token")) },
});
const started = performance.now();
const { inserted } = await syncSource(
  { store, types: sourceTypes, secrets: () => secrets, clock: () => new Date(), log: () => {} },
  { ...named, timeZone: "Europe/Athens" },
);
const ms = performance.now() - started;
await store.destroy();
process.stdout.write(
  JSON.stringify({ ms, inserted, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
