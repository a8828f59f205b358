import { secretBox } from "../../src/secrets.ts";
import { sourceTypes } from "../../src/sources/index.ts";
import { openStore } from "../../src/store/database.ts";
import { syncSource } from "../../src/usecases/sources/sync-source.ts";

/** A program of its own that syncs once, to be killed: `node kill-sync.ts DATABASE_URL WORKSPACE_ID NAME KEY [full]`. */
const [connectionString = "", workspaceId = "", name = "", key = "", full] = process.argv.slice(2);
const store = openStore({ connectionString, connections: 3 });
const box = secretBox([new Uint8Array(Buffer.from(key, "hex"))]);
const report = await syncSource(
  { store, types: sourceTypes, secrets: () => box, clock: () => new Date(), log: () => {} },
  {
    workspaceId: Number(workspaceId),
    timeZone: "UTC",
    name,
    full: full === "full",
    progress: ({ rows }) => process.stdout.write(`${rows}\n`),
  },
);
process.stdout.write(`done ${JSON.stringify(report)}\n`);
await store.destroy();
