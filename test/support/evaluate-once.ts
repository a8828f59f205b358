import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { pino } from "pino";
import { createRenderer } from "../../src/charts/render.ts";
import { openStore } from "../../src/store/database.ts";
import { listWorkspaces } from "../../src/store/workspaces.ts";
import { evaluateWorkspace } from "../../src/usecases/incidents/evaluate-workspace.ts";

/**
 * A program of its own that evaluates the only workspace once, when its standard input ends:
 * `node evaluate-once.ts DATABASE_URL SLACK_API_URL BOT_TOKEN INSTANT`.
 */
const [connectionString = "", slackApiUrl = "", token = "", instant = ""] = process.argv.slice(2);
const store = openStore({ connectionString, connections: 4 });
const renderer = createRenderer({ threads: 1 });
const [workspace] = await listWorkspaces(store);
if (!workspace) throw new Error("There is no workspace.");
process.stdout.write("ready\n");
for await (const _ of process.stdin);
const { changed } = await evaluateWorkspace(
  {
    store,
    slack: new WebClient(token, { slackApiUrl }),
    renderer,
    log: pino({ level: "silent" }),
    now: () => new Date(instant),
    sleep: (milliseconds) => pause(Math.min(milliseconds, 50)),
  },
  workspace,
  new Date(instant),
);
process.stdout.write(`${JSON.stringify(changed)}\n`);
await renderer.close();
await store.destroy();
