import type { Day } from "../../funnel/calendar.ts";
import type {
  AgeFigures,
  AssetCell,
  ContentDayCell,
  RevenueCell,
  VisitCell,
  WeekCell,
} from "../../funnel/cells.ts";

type WeekRow = readonly [
  day: Day,
  entered: number,
  within: number,
  /** How many converted, or `DAY:COUNT` parts of which those before the as-of day count. */
  converted: number | string,
  median?: number,
  p80?: number,
  low?: number | null,
  high?: number | null,
];

const noAges: AgeFigures = { count: 0, median: null, p80: null, low: null, high: null };

/** Gives the week cells of a JSON text without its outer brackets, by first day. */
export function parseWeeks(text: string, asOf: Day): ReadonlyMap<Day, WeekCell> {
  const rows: readonly WeekRow[] = JSON.parse(`[${text}]`);
  const weeks = new Map<Day, WeekCell>();
  for (const [day, entered, within, converted, median, p80, low = null, high = null] of rows) {
    const known = typeof converted === "number" ? converted : knownOf(converted, asOf);
    const ages =
      median === undefined || p80 === undefined ? noAges : { count: known, median, p80, low, high };
    weeks.set(day, { day, entered, within, known, ages });
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
