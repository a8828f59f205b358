import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { ChartError } from "./render-verify.ts";
import type { ChartRequest } from "./specification.ts";

export interface Renderer {
  /** Gives a chart as PNG bytes, 1280 pixels wide, verified; rejects with a `ChartError` otherwise. */
  readonly render: (request: ChartRequest) => Promise<Uint8Array>;
  /** Ends the threads once what they draw is drawn. */
  readonly close: () => Promise<void>;
}

export interface RendererOptions {
  /** At most so many charts are drawn at the same time. */
  readonly threads: number;
}

const keepIdleMs = 60_000;

/** Gives a renderer that draws in threads of its own, so that the event loop stays free. */
export function createRenderer({ threads }: RendererOptions): Renderer {
  const pool = new Piscina<ChartRequest, Uint8Array>({
    filename: fileURLToPath(new URL("./render-worker.ts", import.meta.url)),
    name: "drawChart",
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: keepIdleMs,
    concurrentTasksPerWorker: 1,
    // A thread that waits in its event loop tidies its memory meanwhile, and draws the next chart sooner for it.
    atomics: "disabled",
  });
  return {
    render: async (request) => {
      try {
        return await pool.run(request);
      } catch (cause) {
        // An error loses its class on its way between threads.
        throw new ChartError(cause instanceof Error ? cause.message : String(cause), { cause });
      }
    },
    close: () => pool.close(),
  };
}

/** Gives one chart as PNG bytes, with a thread of its own; for many, keep a renderer. */
export async function renderPng(request: ChartRequest): Promise<Uint8Array> {
  const renderer = createRenderer({ threads: 1 });
  try {
    return await renderer.render(request);
  } finally {
    await renderer.close();
  }
}
