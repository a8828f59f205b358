import type { KpiName } from "../../funnel/readings.ts";
import type { Store } from "../../store/database.ts";
import { kpiFeeds } from "./kpi-feeds.ts";
import { listSources, type SourceState } from "./list-sources.ts";

/** What the doctor says of one source. */
export interface SourceFinding {
  readonly state: "ok" | "warning" | "problem";
  readonly what: string;
  readonly next: string | null;
}

/** Gives how a workspace's sources do, and which KPIs they can feed together and what is missing for the others. */
export async function sourceFindingsOf(
  store: Store,
  workspace: { readonly workspaceId: number; readonly name: string },
): Promise<readonly SourceFinding[]> {
  const sources = await listSources(store, workspace.workspaceId);
  if (sources.length === 0) return [];
  const feeds = kpiFeeds(sources.flatMap(({ checked }) => checked ?? []));
  const fed: readonly KpiName[] = feeds.flatMap(({ kpi, feeds: enough }) => (enough ? [kpi] : []));
  const missing = feeds.flatMap(({ kpi, feeds: enough, missing: fields }) =>
    enough ? [] : [`${kpi} lacks ${fields.join(" and ")}`],
  );
  return [
    ...sources.map((source) => findingOf(source, workspace.name)),
    {
      state: missing.length === 0 ? "ok" : "warning",
      what: `The sources of ${workspace.name} can feed ${fed.join(", ") || "no KPI"}.${missing.length === 0 ? "" : ` ${missing.join("; ")}.`}`,
      next:
        missing.length === 0
          ? null
          : "Map what is missing (source map), or bring it from elsewhere: another source, HTTP, files.",
    },
  ];
}

function findingOf(source: SourceState, workspace: string): SourceFinding {
  const { name, type, state, error, failingSince, rejected } = source;
  const refused = rejected.reduce((sum, { count }) => sum + count, 0);
  if (state === "failing" && error) {
    const since = failingSince ? ` since ${failingSince.toISOString().slice(0, 16)}Z` : "";
    return {
      state: "problem",
      what: `${name} (${type}) of ${workspace} cannot be read${since}: ${error.what}`,
      next: error.next,
    };
  }
  if (state === "new" || state === "stopped") {
    return {
      state: "warning",
      what: `${name} (${type}) of ${workspace} was ${state === "new" ? "never read" : "not read to its end"}.`,
      next: `Read it: npm run -s concord -- source sync ${name}`,
    };
  }
  if (refused > 0) {
    return {
      state: "warning",
      what: `${name} (${type}) of ${workspace} told ${refused} rows that were rejected; ${rejected[0]?.kind}: ${rejected[0]?.reason}.`,
      next: `Mend the rows or the mapping; see: npm run -s concord -- source test ${name}`,
    };
  }
  return { state: "ok", what: `${name} (${type}) of ${workspace} is ${state}.`, next: null };
}
