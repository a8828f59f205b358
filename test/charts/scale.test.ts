import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { niceTicks, place, writeTick } from "../../src/charts/scale.ts";

describe("round figures on an axis", () => {
  test("enclose the figures with little to spare", () => {
    expect(niceTicks([0.157, 0.27])).toEqual({ step: 0.05, values: [0.15, 0.2, 0.25, 0.3] });
  });
  test("leave a flat series flat", () => {
    const { values } = niceTicks([0.25, 0.25]);
    expect(values[0]).toBeLessThan(0.25);
    expect(values.at(-1)).toBeGreaterThan(0.25);
  });
  test("exist for a series of zeros", () => {
    expect(niceTicks([0]).values[0]).toBe(0);
  });
  test("enclose any figures in two to four steps, and never go below zero for figures that do not", () => {
    const figure = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1, maxLength: 30 }), (raw) => {
        const figures = raw.map((value) => Math.round(value * 1e4) / 1e4);
        const { values } = niceTicks(figures);
        const [first = Number.NaN, last = Number.NaN] = [values[0], values.at(-1)];
        const slack = Math.abs(last) * 1e-6;
        expect(first).toBeLessThanOrEqual(Math.min(...figures) + slack);
        expect(last).toBeGreaterThanOrEqual(Math.max(...figures) - slack);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(values.length).toBeGreaterThanOrEqual(3);
        expect(values.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe("a figure on an axis", () => {
  test("has as many decimals as the step needs", () => {
    const percent = { locale: "en", options: { style: "percent" } } as const;
    expect(writeTick(0.2, 0.05, percent)).toBe("20%");
    expect(writeTick(0.02, 0.005, percent)).toBe("2.0%");
  });
  test("keeps its decimals when it is written short", () => {
    const short = {
      locale: "en",
      options: { style: "currency", currency: "EUR", notation: "compact" },
    } as const;
    expect([1e6, 1.5e6, 2e6].map((value) => writeTick(value, 5e5, short))).toEqual(["€1M", "€1.5M", "€2M"]);
  });
  test("is written as its language writes it", () => {
    const euro = { locale: "el", options: { style: "currency", currency: "EUR" } } as const;
    expect(writeTick(10_000, 5000, euro)).toBe("10.000\u00a0€");
  });
});

test("a scale without a span puts everything in its middle", () => {
  expect(place({ from: 3, to: 3, start: 0, end: 10 }, 3)).toBe(5);
});
