import { Resvg } from "@resvg/resvg-js";
import { parse, type Runtime, View, Warn } from "vega";
import { compile } from "vega-lite";
import type { VegaLiteSpec } from "./drawing.ts";
import { encodePng } from "./png.ts";
import { fontFilesFor } from "./render-fonts.ts";
import { verifyPng } from "./render-verify.ts";
import { type ChartRequest, specification } from "./specification.ts";
import { card, fontFamily } from "./theme.ts";

/** Draws one chart as a verified PNG. Runs in a worker thread, since it takes tens of milliseconds of work. */
export async function drawChart(request: ChartRequest): Promise<Uint8Array> {
  const spec = specification(request);
  const svg = await drawSvg(spec);
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: card.zoom },
    font: { loadSystemFonts: false, fontFiles: [...fontFilesFor(svg)], defaultFontFamily: fontFamily },
  }).render();
  // Resvg's own encoder takes as long as all the drawing.
  const bytes = encodePng(picture.pixels, picture.width, picture.height);
  verifyPng(bytes, {
    width: card.width * card.zoom,
    height: (spec.height + 2 * card.padding) * card.zoom,
  });
  return bytes;
}

const compiled = new Map<string, Runtime>();

/** Compiles a specification's form once and swaps what differs: height, scales and rows. */
async function drawSvg(spec: VegaLiteSpec): Promise<string> {
  const { datasets = {}, params = [], height, ...form } = spec;
  const key = JSON.stringify(form);
  let runtime = compiled.get(key);
  if (!runtime) {
    const names = params.map(({ name }) => ({ name, value: 0 }));
    runtime = parse(compile({ ...form, height: 100, params: names }).spec);
    compiled.set(key, runtime);
  }
  const view = new View(runtime, { renderer: "none", logLevel: Warn });
  try {
    view.height(height);
    for (const param of params) view.signal(param.name, "value" in param ? param.value : 0);
    for (const [name, rows] of Object.entries(datasets)) view.data(name, rows as object[]);
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
