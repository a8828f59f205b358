import { describe, expect, test } from "vitest";
import type { Word } from "../../src/charts/drawing.ts";
import { boxOf, overlap } from "../../src/charts/label-place.ts";
import { type ChartRequest, specification } from "../../src/charts/specification.ts";
import { card, smallestText } from "../../src/charts/theme.ts";
import { examples, withEveryText, withoutData } from "./examples.ts";

const longName = "<!channel> 😀 שלום \u202e Πολύ μακρύ όνομα καναλιού ".repeat(4);

function wordsOf(request: ChartRequest): readonly Word[] {
  return (specification(request).datasets?.words ?? []) as readonly Word[];
}

function overlapping(words: readonly Word[]): readonly string[] {
  return words.flatMap((one, index) =>
    words
      .slice(index + 1)
      .flatMap((other) => (overlap(boxOf(one), boxOf(other)) > 0.5 ? [`${one.text} / ${other.text}`] : [])),
  );
}

const cases = examples.flatMap((request): readonly (readonly [string, ChartRequest])[] => [
  [`${request.kind}: ${request.model.title}`, request],
  [`${request.kind} with hostile names`, withEveryText(request, longName)],
  [`${request.kind} with no data`, withoutData(request)],
]);

describe.each(cases)("%s", (_, request) => {
  test("has no text under 12.5 points", () => {
    const sizes = wordsOf(request).map(({ size }) => size);
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(smallestText);
    expect(JSON.stringify(specification(request).layer)).not.toMatch(/"fontSize":\s*\d/);
  });
  test("keeps every word on the card", () => {
    const { height } = specification(request);
    for (const word of wordsOf(request)) {
      const box = boxOf(word);
      expect(box.x, word.text).toBeGreaterThanOrEqual(-card.padding / 2);
      expect(box.x2, word.text).toBeLessThanOrEqual(card.contentWidth + 1);
      expect(box.y, word.text).toBeGreaterThanOrEqual(-1);
      expect(box.y2, word.text).toBeLessThanOrEqual(height + card.padding / 2);
    }
  });
  test("has no word over another", () => {
    expect(overlapping(wordsOf(request))).toEqual([]);
  });
  test("is 640 points wide, of fixed size, without a legend", () => {
    const spec = specification(request);
    expect([spec.width, spec.padding, spec.autosize]).toEqual([592, 24, "none"]);
    expect(JSON.stringify(spec)).not.toContain("legend");
  });
});

test.each(examples)("$kind without data says so in the model's words", (request) => {
  const said = wordsOf(withoutData(request))
    .map(({ text }) => text)
    .join(" ");
  expect(said).toContain(request.model.emptyText);
});

describe("the charts in detail", () => {
  const byKind = <Kind extends ChartRequest["kind"]>(kind: Kind) =>
    examples.filter((request): request is Extract<ChartRequest, { kind: Kind }> => request.kind === kind);

  test("a gap in a line is left open", () => {
    const [, cohorts] = byKind("ratio-line");
    if (!cohorts) throw new Error("no example");
    const lines = (specification(cohorts).datasets?.lines ?? []) as readonly {
      run: string;
      dash: readonly number[];
    }[];
    expect(new Set(lines.map(({ run }) => run))).toEqual(new Set(["target", "0", "1", "1 young"]));
  });
  test("a single week stands at the right end, before its target", () => {
    const [handOver] = byKind("ratio-line");
    if (!handOver) throw new Error("no example");
    const week = { ...handOver, model: { ...handOver.model, points: handOver.model.points.slice(-1) } };
    const areas = (specification(week).datasets?.areas ?? []) as readonly { day: number }[];
    const day = handOver.model.points.at(-1)?.day ?? 0;
    expect(areas.map((area) => area.day)).toEqual([day - 28, day]);
  });
  test("figures that may still move are dashed, and the chart says so", () => {
    const [, cohorts] = byKind("ratio-line");
    if (!cohorts) throw new Error("no example");
    const lines = (specification(cohorts).datasets?.lines ?? []) as readonly {
      run: string;
      dash: readonly number[];
    }[];
    expect(lines.filter(({ run }) => run.endsWith("young")).every(({ dash }) => dash.length > 0)).toBe(true);
    expect(wordsOf(cohorts).map(({ text }) => text)).toContain(cohorts.model.immatureText);
  });
  test("acquisition channels after the eighth become one row with their sum", () => {
    const [, many] = byKind("revenue-mix");
    if (!many) throw new Error("no example");
    const texts = wordsOf(many).map(({ text }) => text);
    expect(texts).toContain("Άλλα (2)");
    expect(texts).not.toContain("Podcast");
    const bars = (specification(many).datasets?.bars ?? []) as readonly { value: number }[];
    expect(bars.at(-2)?.value).toBeCloseTo(0.03);
  });
  test("a row without a figure says why and keeps its place", () => {
    const [, greek] = byKind("scorecard");
    if (!greek) throw new Error("no example");
    expect(
      wordsOf(greek)
        .map(({ text }) => text)
        .join(" "),
    ).toContain("πολύ νωρίς για συμπέρασμα");
  });
});
