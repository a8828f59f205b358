import { monitorEventLoopDelay } from "node:perf_hooks";
import { WebClient } from "@slack/web-api";
import { startMetrics } from "../../src/app-metrics.ts";
import { createRenderer } from "../../src/charts/render.ts";
import { createLog } from "../../src/log.ts";
import { startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { startBot } from "../../src/slack/start.ts";
import { openStore } from "../../src/store/database.ts";
import { examples } from "../charts/examples.ts";

/** The whole app in a process of its own, with real charts: `storm-app.ts DATABASE_URL API_URL SIGNING_SECRET`. */
const [connectionString = "", apiUrl = "", signingSecret = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
const renderer = createRenderer({ threads: 1 });
// As an app that has run for a while: what its thread has loaded is no part of the storm.
for (const request of examples) await renderer.render(request);

const bot = await startBot({
  connection: { kind: "http", botToken: "xoxb-storm", signingSecret, apiUrl },
  port: 0,
  store: openStore({ connectionString }),
  renderer,
  log,
});
const clients = new Map<number, WebClient>();
let drawn = 0;
const clock = () => new Date();
const schedule = await startSchedule({
  connectionString,
  clientOf: async (workspaceId) => {
    const known = clients.get(workspaceId);
    if (known) return known;
    const client = new WebClient(`xoxb-storm-${workspaceId}`, clientOptions(apiUrl, log));
    clients.set(workspaceId, client);
    return client;
  },
  renderer: {
    render: (request) => {
      drawn += 1;
      return renderer.render(request);
    },
  },
  log,
  observer: startMetrics(openStore({ connectionString, connections: 1 }), clock),
});

const loop = monitorEventLoopDelay({ resolution: 5 });
const memory: { readonly at: number; readonly rss: number; readonly heap: number }[] = [];
setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage();
  memory.push({ at: Date.now(), rss, heap: heapUsed });
}, 250).unref();

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const most = (values: readonly number[]) => megabytes(Math.max(0, ...values));
let cpu = process.cpuUsage();
process.on("message", ([word, from, to]: readonly [string, number, number]) => {
  if (word === "begin") {
    loop.enable();
    cpu = process.cpuUsage();
    return;
  }
  const { user, system } = process.cpuUsage(cpu);
  const third = (to - from) / 3;
  const between = (start: number, end: number) => memory.filter(({ at }) => at >= start && at < end);
  const thirds = [0, 1, 2].map((index) => between(from + index * third, from + (index + 1) * third));
  process.send?.({
    drawn,
    before: megabytes(between(from - 5000, from).at(-1)?.rss ?? 0),
    thirds: thirds.map((samples) => most(samples.map(({ rss }) => rss))),
    heap: thirds.map((samples) => most(samples.map(({ heap }) => heap))),
    loopP99: Math.round(loop.percentile(99) / 1e6),
    cpu: Math.round((user + system) / 1e6),
  });
});
process.on("SIGTERM", () => void schedule.stop().then(() => process.exit(0)));
process.send?.({ url: bot.requestUrl });
