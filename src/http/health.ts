import type { Metrics } from "../metrics.ts";
import type { Routes } from "./server.ts";

/** What has to be so before work may be given to this instance. */
export type ReadyCheck = () => Promise<boolean>;

const patience = 2000;

/**
 * `/healthz`: this process answers. `/readyz`: all that it needs is there, by name; 503 where something is not. Both
 * say nothing that a stranger could use.
 */
export function healthRoutes(checks: Readonly<Record<string, ReadyCheck>>): Routes {
  return (app) => {
    app.get("/healthz", (context) => context.json({ ok: true }));
    app.get("/readyz", async (context) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await inTime(check)] as const),
      );
      const ready = results.every(([, ok]) => ok);
      return context.json({ ready, ...Object.fromEntries(results) }, ready ? 200 : 503);
    });
  };
}

/** `/metrics`, for Prometheus. */
export function metricsRoute(metrics: Metrics): Routes {
  return (app) => {
    app.get("/metrics", async (context) => {
      return context.body(await metrics.text(), 200, { "content-type": metrics.contentType });
    });
  };
}

async function inTime(check: ReadyCheck): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref());
  return Promise.race([check().catch(() => false), late]);
}
