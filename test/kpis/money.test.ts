import Big from "big.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectiveNumber, quotient, toNumber } from "../../src/kpis/money.ts";

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

describe("the effective number of amounts", () => {
  const amounts = fc.array(
    fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 4 }))
      .map(([digits, decimals]) => new Big(`${digits}e-${decimals}`)),
    { maxLength: 9 },
  );

  test("is one divided by the sum of the squared shares, to the nearest double", () => {
    const Exact = Big();
    Exact.DP = 60;
    fc.assert(
      fc.property(amounts, (list) => {
        const exact = list.map((amount) => new Exact(amount));
        const sum = exact.reduce((total, amount) => total.plus(amount), new Exact(0));
        const squares = exact.reduce((total, amount) => total.plus(amount.times(amount)), new Exact(0));
        const expected = squares.eq(0) ? null : Number(sum.times(sum).div(squares).toString());
        expect(effectiveNumber(list)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("of three equal ones is three", () => {
    expect(effectiveNumber([new Big("0.1"), new Big("0.1"), new Big("0.1"), new Big(0)])).toBe(3);
  });
});

test("an amount becomes the double nearest to it, however its digits lie", () => {
  const digits = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  fc.assert(
    fc.property(digits, fc.integer({ min: -20, max: 30 }), (digits, exponent) => {
      const text = `${digits}e${exponent}`;
      expect(toNumber(new Big(text))).toBe(Number(text));
    }),
    { numRuns: 500 },
  );
});
