import { sql } from "kysely";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { insertSource } from "../../../src/store/sources.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { secretContext } from "../../../src/usecases/sources/open-source.ts";
import { type SyncReport, syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { dumpCells } from "../../support/cell-dump.ts";
import type { BenchRow } from "../row.ts";
import type { Funnel } from "../server.ts";
import { side } from "../timing.ts";

/** Moving more rows than this tells nothing new of how fast they move. */
const mostMoved = 200_000;
const tables = {
  leads: "leads",
  opportunities: "opportunities",
  "stage-changes": "stage_changes",
  content: "content",
  "content-uses": "content_uses",
} as const;
const secrets = secretBox([new Uint8Array(32).fill(1)]);

export const remoteCellsRow: BenchRow = {
  name: "remote-cells",
  about:
    "Snapshot cells computed in a PostgreSQL that has the facts, beside moving the facts and summing them here",

  async *run({ server, sizes, say }) {
    for (const size of sizes) {
      const funnel = await server.funnel(size);
      const store = openStore({
        connectionString: await server.emptyDatabase(`cells_${size}_${Date.now()}`),
      });
      const rows = await rowsOf(funnel);
      say(`Computing the cells of ${rows.toLocaleString("en")} facts where they are`);
      const computed = await synced(store, funnel, "cells");
      const isEqual =
        (await dumpCells(store, computed.workspaceId)) ===
        (await dumpCells(funnel.store, funnel.workspaceId));
      say(`Moving ${Math.min(rows, mostMoved).toLocaleString("en")} of them`);
      const moved = await synced(store, funnel, "facts");
      await store.destroy();
      const movingMs =
        (moved.report.milliseconds / moved.report.read) * rows + (await funnel.rebuild({ anew: false }));
      yield {
        what: `${rows.toLocaleString("en")} facts of ${size.toLocaleString("en")} leads`,
        unit: "ms",
        ours: side("cells computed there", [computed.report.milliseconds]),
        theirs: side("moving all, at the pace of some leads", [movingMs]),
        ratio: movingMs / computed.report.milliseconds,
        goal: "the cells are equal, and sooner here",
        reached: isEqual && movingMs > computed.report.milliseconds,
        beside: {
          "rows that travelled": computed.report.cells,
          "facts that were moved": moved.report.read,
          "cells equal": isEqual ? "yes" : "no",
        },
      };
    }
  },
};

async function rowsOf({ store, workspaceId }: Funnel): Promise<number> {
  let rows = 0;
  for (const table of Object.values(tables)) {
    const counted = await sql<{ rows: string }>`
      select count(*) as rows from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(store);
    rows += Number(counted.rows[0]?.rows ?? 0);
  }
  return rows;
}

async function synced(
  store: Store,
  { workspaceId: theirs, connectionString, settings }: Funnel,
  compute: "cells" | "facts",
): Promise<{ readonly workspaceId: number; readonly report: SyncReport }> {
  const { workspaceId } = await addWorkspace(store, { name: compute, settings });
  // Creations are counted by source, and this is how the funnel's own is called.
  const named = { workspaceId, name: "bench" };
  const facts = Object.entries(tables).map(([kind, table]) => {
    const some = compute === "facts" ? ` limit ${mostMoved}` : "";
    return `  ${kind}: { query: select * from ${table} where workspace_id = ${theirs}${some}, unique: true }`;
  });
  // So many of one kind that what moves is leads, most of all facts.
  const kinds = compute === "facts" ? facts.slice(0, 1) : facts;
  await insertSource(store, {
    ...named,
    type: "postgres",
    mapping: `source: postgres\ncompute: ${compute}\nstatement_timeout: 30 minutes\nfacts:\n${kinds.join("\n")}\n`,
    everyMinutes: null,
    secrets: { url: secrets.seal(connectionString, secretContext(named, "url")) },
  });
  const parts = { store, types: sourceTypes, secrets: () => secrets, clock: () => new Date(), log: () => {} };
  return { workspaceId, report: await syncSource(parts, { ...named, timeZone: settings.timeZone }) };
}
