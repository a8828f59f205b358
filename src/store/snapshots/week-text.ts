import type { Day } from "../../funnel/calendar.ts";
import type {
  AgeFigures,
  AssetCell,
  ContentDayCell,
  RevenueCell,
  VisitCell,
  WeekCell,
} from "../../funnel/cells.ts";
import type { WeekFigures } from "../../kpis/week-figures.ts";

type WeekRow =
  /** Of entries. The fifth, where some converted on or after the as-of day: the conversions as `DAY:COUNT` parts. */
  | readonly [day: Day, entered: number, within: number, converted: number, on?: string]
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
  for (const row of rows) {
    const [day, entered, within, converted] = row;
    if (row.length === 8) {
      const [, , , , median, p80, low, high] = row;
      weeks.set(day, {
        day,
        entered,
        within,
        known: converted,
        ages: { count: converted, median, p80, low, high },
      });
    } else {
      const [, , , , on] = row;
      const known = on === undefined ? converted : knownOf(on, asOf);
      weeks.set(day, { day, entered, within, known, ages: noAges });
    }
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
