import { Argument, Command } from "commander";
import { closest, distance } from "fastest-levenshtein";
import { UserError } from "../errors.ts";
import { type Day, formatDay, localDay } from "../funnel/calendar.ts";
import { type Dimension, dimensions } from "../funnel/cells.ts";
import { type Grain, grains } from "../funnel/period.ts";
import { type KpiName, kpiNames, type Mode, modes, type Reading } from "../funnel/readings.ts";
import { kpis } from "../kpis/index.ts";
import { readKpis } from "../usecases/read-kpis.ts";
import { refresh } from "../usecases/refresh.ts";
import { choiceArgument, countArgument, dayArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly from: Day;
  readonly to: Day;
  readonly grain: Grain;
  readonly by?: Dimension;
  readonly mode: Mode;
  readonly window?: number;
  readonly asOf?: Day;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `kpi NAME|all`: readings of any range, grain, breakdown and as-of day. */
export function kpiCommand(context: CliContext): Command {
  return new Command("kpi")
    .description("compute one KPI, or all seven, from the snapshots")
    .addArgument(new Argument("<name>", `one of: all, ${kpiNames.join(", ")}`))
    .requiredOption("--from <day>", "first day of the range", dayArgument("--from"))
    .requiredOption("--to <day>", "the day after the range's last", dayArgument("--to"))
    .option("--grain <grain>", grains.join("|"), choiceArgument("--grain", grains), "none")
    .option("--by <dimension>", dimensions.join("|"), choiceArgument("--by", dimensions))
    .option("--mode <mode>", modes.join("|"), choiceArgument("--mode", modes), "cohort")
    .option("--window <days>", "age limit, instead of the workspace's own", countArgument("--window", 1))
    .option("--as-of <day>", "look as of the start of this day (default: today)", dayArgument("--as-of"))
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (name: string, options: Options) => {
      const names = kpisNamed(name);
      checkRequest(names, options);
      const workspace = await context.workspace(options.workspace);
      const { settings } = workspace;
      const store = await context.store();
      await refresh(store, workspace, context.now());
      const asOf = options.asOf ?? localDay(context.now().getTime(), settings.timeZone);
      const readings = await readKpis(store, {
        workspaceId: workspace.workspaceId,
        settings,
        names,
        range: { from: options.from, to: options.to },
        grain: options.grain,
        mode: options.mode,
        asOf,
        ...(options.by === undefined ? {} : { by: options.by }),
        ...(options.window === undefined ? {} : { windowDays: options.window }),
      });
      context.out(
        options.json
          ? JSON.stringify({
              asOf: formatDay(asOf),
              timeZone: settings.timeZone,
              currency: settings.currency,
              readings: readings.map(readingJson),
            })
          : readings.map((reading) => readingLine(reading, settings.currency)).join("\n"),
      );
    });
}

function kpisNamed(name: string): readonly KpiName[] {
  if (name === "all") return kpiNames;
  const found = kpiNames.find((kpi) => kpi === name);
  if (found) return [found];
  const nearest = closest(name, [...kpiNames]);
  const near =
    distance(name, nearest) <= Math.max(2, nearest.length / 3) || nearest.startsWith(name.slice(0, 3));
  throw new UserError({
    code: "unknown-kpi",
    what: `There is no KPI called ${name}.`,
    next: near ? `Did you mean ${nearest}?` : `There are: all, ${kpiNames.join(", ")}.`,
  });
}

function checkRequest(names: readonly KpiName[], { from, to, by }: Options): void {
  if (from >= to) {
    throw new UserError({
      code: "empty-range",
      what: `The range from ${formatDay(from)} to ${formatDay(to)} has no days: its end must come after its start.`,
      next: `For one day write --from ${formatDay(from)} --to ${formatDay(from + 1)}.`,
    });
  }
  const [only, second] = names;
  if (by && only && !second && !kpis[only].dimensions.some((dimension) => dimension === by)) {
    throw new UserError({
      code: "no-such-breakdown",
      what: `${only} has no breakdown by ${by}.`,
      next:
        kpis[only].dimensions.length === 0
          ? "Leave out --by."
          : `It has: ${kpis[only].dimensions.join(", ")}.`,
    });
  }
}

/** A reading in the shape that other programs rely on (design, section 10). */
export function readingJson({ kpi, period, slice, ...reading }: Reading): object {
  return {
    kpi,
    from: formatDay(period.from),
    to: formatDay(period.to),
    by: slice.dimension === "total" ? null : slice.member,
    value: reading.value,
    unit: reading.unit,
    numerator: reading.numerator,
    denominator: reading.denominator,
    low: reading.low,
    high: reading.high,
    mature: reading.mature,
    soFar: reading.soFar,
    detail: reading.detail,
  };
}

/** Under so many cases a share is told in counts alone (design, section 2). */
const fewestForPercent = 10;

function readingLine({ kpi, period, slice, ...reading }: Reading, currency: string): string {
  const { value, unit, numerator, denominator } = reading;
  const isShare = unit === "ratio" && numerator !== null;
  const few = isShare && (denominator ?? 0) < fewestForPercent;
  const amount = { style: "currency", currency } as const;
  const shown =
    value === null || few
      ? "–"
      : new Intl.NumberFormat("en", {
          maximumFractionDigits: 1,
          ...(unit === "ratio" ? { style: "percent" } : unit === "money" ? amount : {}),
        }).format(value) + (unit === "days" ? " days" : "");
  const columns = [
    kpi.padEnd(24),
    `${formatDay(period.from)}..${formatDay(period.to - 1)}`,
    ...(slice.dimension === "total" ? [] : [slice.member.padEnd(20)]),
    shown.padStart(14),
    isShare
      ? `${numerator} of ${denominator}`
      : `${denominator ?? 0} ${denominator === 1 ? "case" : "cases"}`,
    ...(reading.mature ? [] : ["not mature yet"]),
  ];
  return columns.join("  ");
}
