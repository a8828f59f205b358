/** How a change of the product of two rates divides between them. */
export interface PairSplit {
  /** `ln(P1 ÷ P0)`: the sum of both parts. */
  readonly whole: number;
  readonly first: number;
  readonly second: number;
}

/** Gives the exact split `ln(P1 ÷ P0) = ln(first factor) + ln(second factor)`; null unless both are above 0. */
export function splitPair(firstFactor: number, secondFactor: number): PairSplit | null {
  if (!(firstFactor > 0 && secondFactor > 0)) return null;
  const first = Math.log(firstFactor);
  const second = Math.log(secondFactor);
  return { whole: first + second, first, second };
}

export type Finding = "first-failing" | "second-failing" | "gate-raised" | "pushed-through" | "steady";

/** Gains and losses within 13% cancel each other, and a part below it is no change. */
const tolerance = Math.log(1 / 0.87);

/**
 * Gives what became of a pair. Both down: the larger part fails. First down and second up with the product within 13%: the
 * gate was raised, no failure. The reverse: cases are pushed through.
 */
export function findingOf({ whole, first, second }: PairSplit): Finding {
  const balanced = Math.abs(whole) <= tolerance;
  if (balanced && first <= -tolerance && second >= tolerance) return "gate-raised";
  if (balanced && first >= tolerance && second <= -tolerance) return "pushed-through";
  if (Math.min(first, second) > -tolerance) return "steady";
  return first <= second ? "first-failing" : "second-failing";
}
