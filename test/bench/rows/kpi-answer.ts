import type { Period } from "../../../src/funnel/period.ts";
import { kpiNames, type Reading } from "../../../src/funnel/readings.ts";
import { readKpis } from "../../../src/usecases/read-kpis.ts";
import { openRawSql, type RawReadings } from "../raw-sql.ts";
import type { BenchRow } from "../row.ts";
import { asOf, type Funnel } from "../server.ts";
import { side, timed } from "../timing.ts";

/** The 52 whole weeks before the as-of day. */
const year: Period = { from: asOf - 1 - 52 * 7, to: asOf - 1 };

export const kpiAnswerRow: BenchRow = {
  name: "kpi-answer",
  about: "All seven readings over 52 weeks from snapshots, beside the same by raw SQL over indexed facts",

  async *run({ server, sizes, runs, say }) {
    const medians: number[] = [];
    for (const leads of sizes) {
      const funnel = await server.funnel(leads);
      const sql = await openRawSql(funnel, year, say);
      compare(await readings(funnel), await sql.read());
      say(`Reading ${leads.toLocaleString("en")} leads' KPIs`);
      // One after the other, each warmed up by a run that does not count, and the faster one more often.
      const ours = side("snapshots", await timed(runs * 3, () => readings(funnel)));
      const theirs = side("raw SQL", await timed(leads > 2_000_000 ? 3 : runs, () => sql.read()));
      await sql.close();
      medians.push(ours.median);
      const ratio = theirs.median / ours.median;
      yield {
        what: `${leads.toLocaleString("en")} leads`,
        unit: "ms",
        ours,
        theirs,
        ratio,
        goal: leads >= 10_000_000 ? "at least 200 times faster, under 50 ms" : "faster",
        reached: leads >= 10_000_000 ? ratio >= 200 && ours.median < 50 : ratio > 1,
      };
    }
    const [smallest, largest] = [sizes[0], sizes.at(-1)];
    const [first, last] = [medians[0], medians.at(-1)];
    if (smallest === undefined || largest === undefined || first === undefined || last === undefined) return;
    if (smallest === largest) return;
    yield {
      what: `from ${smallest.toLocaleString("en")} to ${largest.toLocaleString("en")} leads`,
      unit: "ms",
      ours: { name: `${largest.toLocaleString("en")} leads`, median: last, runs },
      theirs: { name: `${smallest.toLocaleString("en")} leads`, median: first, runs },
      ratio: last / first,
      goal: "at most 1.3 times as long",
      reached: last / first <= 1.3,
    };
  },
};

function readings({ store, workspaceId, settings }: Funnel): Promise<readonly Reading[]> {
  const names = kpiNames;
  return readKpis(store, { workspaceId, settings, names, range: year, grain: "week", mode: "cohort", asOf });
}

/** Both sides must say the same, or the comparison is worth nothing. What is not mature yet, raw SQL leaves out. */
function compare(ours: readonly Reading[], theirs: RawReadings): void {
  for (const { kpi, period, value, mature } of ours) {
    const raw = theirs.get(kpi)?.get(period.from);
    if (raw === undefined || !mature) continue;
    if (value === null || Math.abs(value - raw) > 1e-9 * Math.max(1, Math.abs(raw))) {
      throw new Error(
        `${kpi} of the week from day ${period.from}: ${value} from snapshots, ${raw} by raw SQL`,
      );
    }
  }
}
