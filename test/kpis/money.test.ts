import Big from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotient } from "../../src/kpis/money.ts";

describe("a quotient of amounts", () => {
  const amount = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }))
    .map(([digits, decimals]) => new Big(`${digits}e-${decimals}`));

  test("is the double nearest to the exact one, however large or fine the amounts are", () => {
    const Exact = Big();
    Exact.DP = 60;
    fc.assert(
      fc.property(amount, amount, (dividend, divisor) => {
        const expected = divisor.eq(0) ? null : Number(new Exact(dividend).div(divisor).toString());
        expect(quotient(dividend, divisor)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("by zero is none", () => {
    expect(quotient(new Big(1), 0)).toBeNull();
    expect(quotient(new Big(0), new Big(0))).toBeNull();
  });
});
