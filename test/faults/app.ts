import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { z } from "zod";
import { createRenderer } from "../../src/charts/render.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { createLog } from "../../src/log.ts";
import { type Schedule, startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore } from "../../src/store/database.ts";
import { workspaceById } from "../../src/store/workspaces.ts";
import { sendNow } from "../../src/usecases/send-now.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { dieAt, watchStatements } from "./die-at.ts";
import { callTimeout, queueTiming, timing } from "./timing.ts";

/** One instance of what is to survive: the schedule and its queue, against a database and a Slack. */
const { DATABASE_URL, SLACK_BOT_TOKEN, LOG_LEVEL } = z
  .object({
    DATABASE_URL: z.string(),
    SLACK_BOT_TOKEN: z.string(),
    LOG_LEVEL: z.enum(["silent", "warn", "info", "debug"]).default("silent"),
  })
  .parse(process.env);

const death = z.object({ step: z.string(), when: z.enum(["before", "after"]), skip: z.number() });

/** What it is told: to begin, where to die, and to send a digest now. */
export const order = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begin"), apiUrl: z.string(), charts: z.enum(["real", "one-pixel"]) }),
  z.object({ kind: z.literal("die-at"), at: z.array(death) }),
  z.object({
    kind: z.literal("send-now"),
    workspaceId: z.number(),
    channelId: z.string(),
    requestKey: z.string(),
  }),
]);
type Order = z.infer<typeof order>;

const log = createLog({ level: LOG_LEVEL });
let schedule: Promise<Schedule> | undefined;
let sendDigest: (wish: Extract<Order, { kind: "send-now" }>) => Promise<void> = async () => {};

async function begin({ apiUrl, charts }: Extract<Order, { kind: "begin" }>): Promise<Schedule> {
  const clients = new Map<number, WebClient>();
  /** The address says for which workspace a call is made, so that its faults are explained by it alone. */
  const clientOf = (workspaceId: number): WebClient => {
    const known = clients.get(workspaceId);
    if (known) return known;
    const url = apiUrl.replace("/api/", `w${workspaceId}/api/`);
    const client = new WebClient(SLACK_BOT_TOKEN, clientOptions(url, log, callTimeout));
    clients.set(workspaceId, client);
    return client;
  };
  // Real charts take a second to begin with, which not each of hundreds of lives can have.
  const renderer = charts === "real" ? createRenderer({ threads: 1 }) : { render: async () => onePixelPng };
  const store = openStore({ connectionString: DATABASE_URL, connections: 2 });
  sendDigest = async ({ workspaceId, channelId, requestKey }) => {
    const workspace = await workspaceById(store, workspaceId);
    if (!workspace) return;
    const now = new Date();
    const { settings } = workspace;
    const today = localDay(now.getTime(), settings.timeZone);
    await sendNow(
      {
        store,
        slack: clientOf(workspaceId),
        renderer,
        log,
        now: () => new Date(),
        sleep: (milliseconds) => pause(milliseconds),
        timing,
      },
      { workspaceId, settings, locale: "en", now, today },
      { to: { channelId }, requestKey },
    );
  };
  return startSchedule({
    connectionString: DATABASE_URL,
    clientOf: async (workspaceId) => clientOf(workspaceId),
    renderer,
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
  // Whoever asked learns of its failure, and asks again or not; what was planned is carried on by the queue.
  if (told.kind === "send-now") return void sendDigest(told).catch((err) => log.warn({ err }, "Not sent"));
  schedule ??= begin(told);
  // Whoever starts while the database restarts ends, and is started again.
  schedule.catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => {
  void schedule?.then((running) => running.stop()).then(() => process.exit(0));
});
process.send?.("ready");
