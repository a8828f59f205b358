import { WebClient } from "@slack/web-api";
import { z } from "zod";
import { createRenderer } from "../../src/charts/render.ts";
import { createLog } from "../../src/log.ts";
import { type Schedule, startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { dieAt, watchStatements } from "./die-at.ts";

/** One instance of what is to survive: the schedule and its queue, against a database and a Slack. */
const { DATABASE_URL, SLACK_BOT_TOKEN, LOG_LEVEL } = z
  .object({
    DATABASE_URL: z.string(),
    SLACK_BOT_TOKEN: z.string(),
    LOG_LEVEL: z.enum(["silent", "warn", "info", "debug"]).default("silent"),
  })
  .parse(process.env);

/** What it is told: to begin, and where to die. */
export const order = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begin"), apiUrl: z.string(), charts: z.enum(["real", "one-pixel"]) }),
  z.object({
    kind: z.literal("die-at"),
    at: z.object({ step: z.string(), when: z.enum(["before", "after"]), skip: z.number() }).nullable(),
  }),
]);

/** Everything that waits for the dead waits less than in earnest, or a test of hundreds of deaths took days. */
const callTimeout = 700;
const timing = { holdFor: 2000, settle: 400, settleAfterTimeout: 900, onItsWay: 2500 };
const queueTiming = { beatEvery: 250, deadAfter: 1200, pollEvery: 200 };

const log = createLog({ level: LOG_LEVEL });
let schedule: Promise<Schedule> | undefined;

async function begin(apiUrl: string, charts: "real" | "one-pixel"): Promise<Schedule> {
  const slack = new WebClient(SLACK_BOT_TOKEN, clientOptions(apiUrl, log, callTimeout));
  return startSchedule({
    connectionString: DATABASE_URL,
    clientOf: async () => slack,
    // Real charts take a second to begin with, which not each of hundreds of lives can have.
    renderer: charts === "real" ? createRenderer({ threads: 1 }) : { render: async () => onePixelPng },
    log,
    timing,
    queueTiming,
    concurrency: 40,
  });
}

watchStatements();
process.on("message", (message) => {
  const told = order.parse(message);
  if (told.kind === "die-at") return dieAt(told.at);
  schedule ??= begin(told.apiUrl, told.charts);
  // Whoever starts while the database restarts ends, and is started again.
  schedule.catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => {
  void schedule?.then((running) => running.stop()).then(() => process.exit(0));
});
process.send?.("ready");
