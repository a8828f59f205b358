import { quantileOf } from "./quantiles.ts";
import { seededRandom } from "./random.ts";

/** Revenue by member, by week: `revenue[member][week]`. */
export type WeeklyRevenue = readonly (readonly number[])[];

/** Gives the effective number of members, 1 ÷ Σ share²; null without revenue. */
export function effectiveNumber(amounts: readonly number[]): number | null {
  const whole = amounts.reduce((sum, amount) => sum + amount, 0);
  if (whole <= 0) return null;
  return 1 / amounts.reduce((sum, amount) => sum + (amount / whole) ** 2, 0);
}

export interface Concentration {
  /** The effective number over the last weeks, and what as many weeks of the past have by chance: median and low end. */
  readonly now: number;
  readonly usual: number;
  readonly usualLow: number;
  /** The same without the last weeks' single greatest week of a member: one whale is no trend. */
  readonly withoutGreatest: number;
  readonly amounts: readonly number[];
  readonly amountsBefore: readonly number[];
}

const draws = 200;

/**
 * Compares the revenue of some weeks with that of the weeks before them. What is usual comes from a bootstrap: as many
 * weeks drawn from the past, since fewer wins are always more concentrated. Null without revenue in either.
 */
export function concentration(
  revenue: WeeklyRevenue,
  now: readonly number[],
  before: readonly number[],
  seed: number,
): Concentration | null {
  const sums = (weeks: readonly number[]) =>
    revenue.map((perWeek) => weeks.reduce((sum, week) => sum + (perWeek[week] ?? 0), 0));
  const amounts = sums(now);
  const amountsBefore = sums(before);
  const effective = effectiveNumber(amounts);
  if (effective === null || effectiveNumber(amountsBefore) === null) return null;
  const random = seededRandom(seed);
  const usual = Array.from({ length: draws }, () =>
    effectiveNumber(sums(now.map(() => before[Math.floor(random() * before.length)] ?? 0))),
  ).filter((number) => number !== null);
  return {
    now: effective,
    usual: quantileOf(usual, 0.5) ?? effective,
    usualLow: quantileOf(usual, 0.01) ?? effective,
    withoutGreatest: effectiveNumber(withoutGreatest(revenue, now, amounts)) ?? effective,
    amounts,
    amountsBefore,
  };
}

function withoutGreatest(
  revenue: WeeklyRevenue,
  now: readonly number[],
  amounts: readonly number[],
): number[] {
  let greatest = { member: 0, amount: 0 };
  revenue.forEach((perWeek, member) => {
    for (const week of now) {
      const amount = perWeek[week] ?? 0;
      if (amount > greatest.amount) greatest = { member, amount };
    }
  });
  return amounts.map((amount, member) => (member === greatest.member ? amount - greatest.amount : amount));
}
