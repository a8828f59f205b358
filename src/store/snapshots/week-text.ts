import type { Day } from "../../funnel/calendar.ts";
import type { AssetCell, ContentDayCell, RevenueCell, VisitCell, WeekCell } from "../../funnel/cells.ts";

/**
 * Gives the week cells of a text, by first day: `DAY:ENTERED:WITHIN:CONVERTED` for each, parted by semicolons; CONVERTED
 * is one count, or `DAY:COUNT` parts of which those before the as-of day count. `|MEDIAN:P80:LOW:HIGH` may follow.
 */
export function parseWeeks(text: string, asOf: Day): ReadonlyMap<Day, WeekCell> {
  const weeks = new Map<Day, WeekCell>();
  for (const part of text.split(";")) {
    const [counts = "", ages] = part.split("|");
    const [day = "", entered, within, ...converted] = counts.split(":");
    const known = converted.length === 1 ? Number(converted[0]) : knownOf(converted.join(":"), asOf);
    const [median, p80, low, high] = ages === undefined ? [] : ages.split(":").map(numberOrNull);
    weeks.set(Number(day), {
      day: Number(day),
      entered: Number(entered),
      within: Number(within),
      known,
      ages: { count: known, median: median ?? null, p80: p80 ?? null, low: low ?? null, high: high ?? null },
    });
  }
  return weeks;
}

function knownOf(convertedOn: string, asOf: Day): number {
  return convertedOn.split(" ").reduce((sum, part) => {
    const [day, count] = part.split(":").map(Number);
    return day !== undefined && day < asOf ? sum + (count ?? 0) : sum;
  }, 0);
}

const numberOrNull = (text: string) => (text === "" ? null : Number(text));

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
