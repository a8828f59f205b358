import { monitorEventLoopDelay } from "node:perf_hooks";
import { WebClient } from "@slack/web-api";
import { createRenderer } from "../../src/charts/render.ts";
import { createLog } from "../../src/log.ts";
import { startSchedule } from "../../src/schedule/start.ts";
import { clientOptions } from "../../src/slack/client-options.ts";

/** The schedule and its queue in a process of their own, with real charts: `storm-app.ts DATABASE_URL API_URL`. */
const [connectionString = "", apiUrl = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
const renderer = createRenderer({ threads: 1 });
let drawn = 0;
let memory = 0;
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
setInterval(() => {
  memory = Math.max(memory, process.memoryUsage().rss);
}, 250).unref();

const clients = new Map<number, WebClient>();
await startSchedule({
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
});
const start = process.memoryUsage().rss;
process.on("message", () => {
  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  process.send?.({
    drawn,
    startMb: megabytes(start),
    peakMb: megabytes(memory),
    loopP99: Math.round(loop.percentile(99) / 1e6),
    cpu: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e6),
  });
});
process.send?.("ready");
