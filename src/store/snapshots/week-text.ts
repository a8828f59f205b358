import type { Day } from "../../funnel/calendar.ts";
import type {
  AccountFigures,
  AgeFigures,
  AssetCell,
  ContentDayCell,
  RevenueCell,
  VisitCell,
  WeekCell,
} from "../../funnel/cells.ts";
import type { WeekFigures } from "../../kpis/week-figures.ts";

type WeekRow =
  | readonly [day: Day, entered: number, within: number, converted: number]
  /** Of entries some of whom converted on or after the as-of day: the conversions as `DAY:COUNT` parts. */
  | readonly [day: Day, entered: number, within: number, converted: number, on: string]
  /** Of exits, with how long they took. */
  | readonly [
      day: Day,
      entered: number,
      within: number,
      converted: number,
      median: number,
      p80: number,
      low: number | null,
      high: number | null,
    ];

const noAges: AgeFigures = { count: 0, median: null, p80: null, low: null, high: null };

/** Gives what a week comes to as the JSON text that `parseWeeks` reads. */
export function weekText(day: Day, { entered, within, converted, ages }: WeekFigures): string {
  const { median, p80, low, high } = ages;
  const row: WeekRow =
    median === null || p80 === null
      ? [day, entered, within, converted]
      : [day, entered, within, converted, median, p80, low, high];
  return JSON.stringify(row);
}

/** Gives what a week of entries was said to come to. */
export function parseWeek(text: string): Pick<WeekFigures, "entered" | "within" | "converted"> {
  const [, entered, within, converted]: WeekRow = JSON.parse(text);
  return { entered, within, converted };
}

/** Gives the week cells of JSON texts parted by commas, by first day. */
export function parseWeeks(text: string, asOf: Day): ReadonlyMap<Day, WeekCell> {
  const rows: readonly WeekRow[] = JSON.parse(`[${text}]`);
  const weeks = new Map<Day, WeekCell>();
  // By place: taking thousands of rows apart makes more garbage than the rows are.
  for (const row of rows) {
    const converted = row[3];
    const known = row.length === 5 ? knownOf(row[4], asOf) : converted;
    const ages =
      row.length === 8
        ? { count: converted, median: row[4], p80: row[5], low: row[6], high: row[7] }
        : noAges;
    weeks.set(row[0], { day: row[0], entered: row[1], within: row[2], known, ages });
  }
  return weeks;
}

function knownOf(convertedOn: string, asOf: Day): number {
  return convertedOn.split(" ").reduce((sum, part) => {
    const [day, count] = part.split(":").map(Number);
    return day !== undefined && day < asOf ? sum + (count ?? 0) : sum;
  }, 0);
}

/** Gives the revenue of a text: `DAY:CURRENCY:WINS:AMOUNT:WINS WITHOUT AMOUNT`, parted by semicolons. */
export function parseRevenue(text: string): readonly RevenueCell[] {
  return text.split(";").map((part) => {
    const [day, currency = "", wins, amount = "", winsWithoutAmount] = part.split(":");
    return {
      day: Number(day),
      currency,
      wins: Number(wins),
      amount,
      winsWithoutAmount: Number(winsWithoutAmount),
    };
  });
}

/** Gives the visits of one acquisition channel of a text: `DAY:VISITORS`, parted by semicolons. */
export function parseVisits(text: string, acquisitionChannel: string): readonly VisitCell[] {
  return text.split(";").map((part) => {
    const [day, visitors] = part.split(":").map(Number);
    return { day: day ?? 0, acquisitionChannel, visitors: visitors ?? 0 };
  });
}

/** A week of accounts; without figures where some were won in another currency. */
export interface KeptAccountWeek {
  readonly day: Day;
  readonly figures: AccountFigures | null;
}

/** Gives weeks of accounts of a JSON text. */
export function parseAccountWeeks(text: string): readonly KeptAccountWeek[] {
  const rows: readonly (readonly [Day, AccountFigures | null])[] = JSON.parse(text);
  return rows.map((row) => ({ day: row[0], figures: row[1] }));
}

/** Gives content days of a JSON text. */
export function parseContentDays(text: string): readonly ContentDayCell[] {
  const rows: readonly (readonly [Day, readonly number[], readonly number[]])[] = JSON.parse(text);
  return rows.map(([day, bySales, inOpportunity]) => ({ day, bySales, inOpportunity }));
}

type AssetRow = readonly [number, string, string, string | null, Day, Day | null, Day | null];

/** Gives the assets of a JSON text. */
export function parseAssets(text: string): readonly AssetCell[] {
  const rows: readonly AssetRow[] = JSON.parse(text);
  return rows.map(([asset, id, title, journeyStage, publishedDay, retiredDay, firstSalesUseDay]) => ({
    asset,
    id,
    title,
    journeyStage,
    publishedDay,
    retiredDay,
    firstSalesUseDay,
  }));
}
