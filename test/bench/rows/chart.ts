import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createRenderer } from "../../../src/charts/render.ts";
import { specification } from "../../../src/charts/specification.ts";
import { handOver } from "../../charts/examples.ts";
import { launchChromium } from "../chromium.ts";
import type { BenchRow } from "../row.ts";
import { side, timedCold } from "../timing.ts";

/** Charts until both sides have compiled what they run often. */
const untilWarm = 20;

export const chartRow: BenchRow = {
  name: "chart",
  about: "A Vega-Lite specification to a PNG at 2x, beside a headless Chromium that screenshots the same one",

  async *run({ runs, say }) {
    const renderer = createRenderer({ threads: 1 });
    const chromium = await launchChromium();
    try {
      const scripts = await vegaScripts();
      const request = { kind: "ratio-line", model: handOver } as const;
      const spec = specification(request);
      say("Drawing a chart");
      const draw = () => renderer.render(request);
      // As Superset and Grafana do: a browser that is warm, a page for each picture.
      const screenshot = () =>
        chromium.screenshot(
          `<!doctype html><body style="margin:0"><div id="chart"></div><script>${scripts}</script><script>
            new vega.View(vega.parse(vegaLite.compile(${JSON.stringify(spec)}).spec), { container: "#chart" })
              .runAsync().then(() => { document.body.dataset.drawn = "yes"; });
          </script>`,
        );
      await timedCold(untilWarm, draw);
      const ours = side("worker thread", await timedCold(runs * 3, draw));
      await timedCold(untilWarm, screenshot);
      const theirs = side("Chromium", await timedCold(runs * 3, screenshot));
      const ratio = theirs.median / ours.median;
      yield {
        what: "a line with annotations, warm",
        unit: "ms",
        ours,
        theirs,
        ratio,
        goal: "Chromium takes at least 10 times as long",
        reached: ratio >= 10,
      };
    } finally {
      await renderer.close();
      await chromium.close();
    }
  },
};

async function vegaScripts(): Promise<string> {
  const require = createRequire(import.meta.url);
  const scripts = [
    require.resolve("vega").replace(/build\/.*/, "build/vega.min.js"),
    require.resolve("vega-lite").replace(/build\/.*/, "build/vega-lite.min.js"),
  ];
  const texts = await Promise.all(scripts.map((script) => readFile(script, "utf8")));
  return texts.join("\n").replaceAll("</script", "<\\/script");
}
