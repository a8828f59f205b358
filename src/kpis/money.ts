import Big from "big.js";
import { UserError } from "../errors.ts";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { RateCell } from "../funnel/cells.ts";

/** An exact amount in the workspace's currency. */
export type Amount = Big;

export const zero: Amount = new Big(0);

/** Gives the exact amount in `currency`, at the newest rate not after the day. Throws `missing-rate` where there is none. */
export function convert(
  amount: string,
  from: string,
  day: Day,
  currency: string,
  rates: readonly RateCell[],
): Amount {
  if (from === currency) return new Big(amount);
  let newest: RateCell | undefined;
  for (const rate of rates) {
    if (rate.currency === from && rate.day <= day && (!newest || rate.day > newest.day)) newest = rate;
  }
  if (!newest) {
    throw new UserError({
      code: "missing-rate",
      fault: "state",
      details: { from, currency, day },
      what: `An opportunity was won in ${from} on ${formatDay(day)}, and no exchange rate from ${from} to ${currency} is known for that day.`,
      next: `Import rates with columns currency, day and rate: npm run -s concord -- import exchange-rates rates.csv`,
    });
  }
  return new Big(amount).times(newest.rate);
}

/** Gives the nearest double; the way out of exact arithmetic, for readings only. */
export function toNumber(amount: Amount): number {
  return Number(amount.toString());
}

// Big's own twenty decimals would cut a small share short of a double's seventeen digits.
const Quotient = Big();
Quotient.DP = 40;

/** Gives `dividend ÷ divisor` as the nearest double; null for a divisor of zero. */
export function quotient(dividend: Amount, divisor: Amount | number): number | null {
  const [a, b] = [tenThousandths(dividend), tenThousandths(divisor)];
  if (b === 0) return null;
  // Doubles divide two whole numbers that they hold exactly to the nearest double: no long division is needed.
  if (a !== null && b !== null) return a / b;
  return Number(new Quotient(dividend).div(divisor).toString());
}

/** Gives ten thousand times the amount when that is a whole number which a double holds exactly, else null. */
function tenThousandths(amount: Amount | number): number | null {
  const whole = Number(new Big(amount).times(10_000).toString());
  return Number.isSafeInteger(whole) ? whole : null;
}

/** Gives the exact sum. */
export function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, amount) => sum.plus(amount), zero);
}

/** Gives the median as the nearest double, the mean of the middle two where there are two; null for no amounts. */
export function medianOf(amounts: readonly Amount[]): number | null {
  const sorted = amounts.toSorted((a, b) => a.cmp(b));
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  const above = sorted[Math.ceil((sorted.length - 1) / 2)];
  return below && above ? quotient(below.plus(above), 2) : null;
}
