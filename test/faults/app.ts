import { WebClient } from "@slack/web-api";
import { z } from "zod";
import { createLog } from "../../src/log.ts";
import { startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { onePixelPng } from "../support/one-pixel.ts";

/** One instance of what is to survive: the schedule and its queue, against a database and a Slack. */
const { DATABASE_URL, SLACK_API_URL, SLACK_BOT_TOKEN, LOG_LEVEL } = z
  .object({
    DATABASE_URL: z.string(),
    SLACK_API_URL: z.string(),
    SLACK_BOT_TOKEN: z.string(),
    LOG_LEVEL: z.enum(["silent", "warn", "info", "debug"]).default("silent"),
  })
  .parse(process.env);

/** Everything that waits for the dead waits less than in earnest, or a test of hundreds of deaths took days. */
const callTimeout = 1000;
const timing = { holdFor: 2500, settle: 700, settleAfterTimeout: 1200 };
const queueTiming = { beatEvery: 300, deadAfter: 1500, pollEvery: 200 };

const log = createLog({ level: LOG_LEVEL });
const slack = new WebClient(SLACK_BOT_TOKEN, clientOptions(SLACK_API_URL, log, callTimeout));
const schedule = await startSchedule({
  connectionString: DATABASE_URL,
  clientOf: async () => slack,
  // What is drawn is not what is tested here; each chart is a PNG all the same.
  renderer: { render: async () => onePixelPng },
  log,
  timing,
  queueTiming,
  concurrency: 20,
});
process.on("SIGTERM", () => {
  void schedule.stop().then(() => process.exit(0));
});
process.send?.("ready");
