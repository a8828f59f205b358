import { existsSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { createRenderer, renderPng } from "../../src/charts/render.ts";
import { fontFiles } from "../../src/charts/render-fonts.ts";
import { ChartError, verifyPng } from "../../src/charts/render-verify.ts";
import { type ChartRequest, specification } from "../../src/charts/specification.ts";
import { examples, handOver, openIncident, withEveryText, withoutData } from "./examples.ts";

const renderer = createRenderer({ threads: 1 });
afterAll(() => renderer.close());

const ratio: ChartRequest = { kind: "ratio-line", model: handOver };
const longName = '<!channel> & "x" 😀 שלום \u202e Πολύ μακρύ όνομα '.repeat(5);

test("the font's files are in the package", () => {
  expect(fontFiles().filter(existsSync)).toHaveLength(3);
});

describe("a rendered chart", () => {
  test.each(examples)("$kind is a PNG of twice the card's size: $model.title", async (request) => {
    const size = { width: 1280, height: (specification(request).height + 48) * 2 };
    expect(verifyPng(await renderer.render(request), size)).toEqual(size);
  });
  test.each(examples)("$kind survives hostile names", async (request) => {
    const hostile = await renderer.render(withEveryText(request, longName));
    expect(verifyPng(hostile).width).toBe(1280);
  });
  test.each(examples)("$kind without data is a card, not a blank", async (request) => {
    expect(verifyPng(await renderer.render(withoutData(request))).width).toBe(1280);
  });
  test("is the same, byte for byte, when asked for again after others of its kind", async () => {
    const first = await renderer.render(ratio);
    await renderer.render({
      kind: "ratio-line",
      model: { ...handOver, points: handOver.points.slice(5), annotations: [] },
    });
    expect(Buffer.from(await renderer.render(ratio)).equals(first)).toBe(true);
  });
  test("changes with its data", async () => {
    const other: ChartRequest = {
      kind: "ratio-line",
      model: { ...handOver, points: handOver.points.slice(1) },
    };
    expect(Buffer.from(await renderer.render(ratio)).equals(await renderer.render(other))).toBe(false);
  });
  test("comes from a thread of its own as it does from a kept one", async () => {
    const request: ChartRequest = { kind: "incident-line", model: openIncident };
    expect(Buffer.from(await renderPng(request)).equals(await renderer.render(request))).toBe(true);
  });
});

test("the event loop turns while charts are drawn", async () => {
  let turns = 0;
  let drawing = true;
  const turn = () => {
    turns += 1;
    if (drawing) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(examples.map((request) => renderer.render(request)));
  drawing = false;
  // Drawing on this thread would let it turn only a few times a chart, between its promises.
  expect(turns).toBeGreaterThan(examples.length * 20);
});

test("a chart that cannot be drawn is a ChartError", async () => {
  const broken = {
    kind: "ratio-line",
    model: { ...handOver, axis: { locale: "no such locale", options: {} } },
  } as const;
  await expect(renderer.render(broken)).rejects.toThrow(ChartError);
});
