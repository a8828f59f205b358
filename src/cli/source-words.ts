import type { SourceCheck, SourceProgress } from "../sources/source.ts";
import { kpiFeeds } from "../usecases/sources/kpi-feeds.ts";
import type { SourceState } from "../usecases/sources/list-sources.ts";
import type { SyncReport } from "../usecases/sources/sync-source.ts";

const count = (number: number) => number.toLocaleString("en");

/** What a source was found to have, and which KPIs that is enough for. */
export function checkWords(name: string, { kinds, notes }: SourceCheck): string {
  const feeds = kpiFeeds(kinds);
  return [
    `${name} answers.`,
    ...kinds.map(
      ({ kind, fields, rows }) =>
        `  ${kind}${rows === null ? "" : `, ${count(rows)} rows`}: ${fields.join(", ")}`,
    ),
    ...notes.map((note) => `  ${note}`),
    "KPIs it can feed:",
    ...feeds.map(({ kpi, feeds: enough, missing, better }) => {
      const more = better.map(({ field, gives }) => `${field} would give ${gives}`).join("; ");
      return enough
        ? `  yes  ${kpi}${more === "" ? "" : ` (${more})`}`
        : `  no   ${kpi}: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`;
    }),
  ].join("\n");
}

/** What a sync did, and why rows were refused. */
export function syncWords(report: SyncReport): string {
  const { source, full, read, inserted, updated, unchanged, rejected, removed, merged, milliseconds } =
    report;
  return [
    `Read ${full ? "all of" : "what is new in"} ${source} in ${(milliseconds / 1000).toFixed(1)} s: ${count(read)} facts, ${count(inserted)} new, ${count(updated)} changed, ${count(unchanged)} as they were, ${count(removed)} gone, ${count(merged)} merged, ${count(rejected)} rejected.`,
    ...(report.cells > 0 ? [`${count(report.cells)} snapshot cells were computed where the data is.`] : []),
    ...report.rejections.map(
      ({ kind, field, reason, row, count: rows }) =>
        `  ${count(rows)} of ${kind}${field === null ? "" : `, ${field}`}: ${reason}${row === null ? "" : ` (first: ${row})`}`,
    ),
  ].join("\n");
}

/** One source in a list. */
export function sourceLine(source: SourceState, now: Date): string {
  const { name, type, state, lastSuccess, rows, progress, nextSync, error, failingSince, rejected } = source;
  const parts = [
    state === "syncing" && progress ? `syncing ${progressText(progress)}` : state,
    lastSuccess ? `last read ${ago(lastSuccess, now)}, ${count(rows)} facts` : "never read whole",
    nextSync ? (nextSync <= now ? "due" : `next ${ago(nextSync, now)}`) : "only when asked",
  ];
  const lines = [`${name} (${type}): ${parts.join("; ")}`];
  if (error) {
    lines.push(
      `  failing${failingSince ? ` since ${failingSince.toISOString().slice(0, 16)}Z` : ""}: ${error.what} ${error.next}`,
    );
  }
  const refused = rejected.reduce((sum, reason) => sum + reason.count, 0);
  if (refused > 0)
    lines.push(`  ${count(refused)} rows rejected; ${rejected[0]?.kind}: ${rejected[0]?.reason}`);
  return lines.join("\n");
}

function ago(then: Date, now: Date): string {
  const minutes = Math.round((then.getTime() - now.getTime()) / 60_000);
  if (minutes === 0) return "just now";
  const [value, unit] =
    Math.abs(minutes) < 60
      ? [minutes, "minute" as const]
      : Math.abs(minutes) < 2880
        ? [Math.round(minutes / 60), "hour" as const]
        : [Math.round(minutes / 1440), "day" as const];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(value, unit);
}

function progressText({ what, rows, of }: SourceProgress): string {
  return `${what}: ${count(rows)}${of === null ? "" : ` of ${count(of)}`} rows`;
}

const redraw = 200;

/** Draws how far a sync is, on a line of standard error that is drawn anew. */
export function syncProgress(name: string): { update(progress: SourceProgress): void; stop(): void } {
  let drawnAt = 0;
  return {
    update(progress) {
      const now = performance.now();
      if (now - drawnAt < redraw) return;
      drawnAt = now;
      process.stderr.write(`\r\x1b[K${name}: ${progressText(progress)}`);
    },
    stop: () => {
      if (drawnAt > 0) process.stderr.write("\r\x1b[K");
    },
  };
}
