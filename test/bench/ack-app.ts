import { availableParallelism } from "node:os";
import { App, HTTPReceiver } from "@slack/bolt";
import { pino } from "pino";
import { createRenderer } from "../../src/charts/render.ts";
import { startBot } from "../../src/slack/start.ts";
import { openStore } from "../../src/store/database.ts";
import { examples } from "../charts/examples.ts";

/** The app that draws one digest after another on every core, or an empty Bolt app that only acknowledges. */
const [kind, connectionString = "", apiUrl = "", botToken = "", signingSecret = ""] = process.argv.slice(2);
let charts = 0;
const url = kind === "app" ? await concord() : await emptyBolt();
process.once("message", () => {
  process.send?.({ charts }, () => process.exit());
});
process.send?.({ url });

async function concord(): Promise<string> {
  const threads = availableParallelism();
  const renderer = createRenderer({ threads });
  const bot = await startBot({
    connection: { kind: "http", botToken, signingSecret, apiUrl },
    port: 0,
    store: openStore({ connectionString }),
    renderer,
    log: pino({ level: "silent" }),
  });
  const draw = async () => {
    for (;;) {
      for (const request of examples) {
        await renderer.render(request);
        charts++;
      }
    }
  };
  // Twice as many as threads, so that none is ever idle.
  for (let place = 0; place < 2 * threads; place++) void draw();
  while (charts < examples.length * threads) await new Promise((resolve) => setTimeout(resolve, 50));
  return bot.requestUrl ?? "";
}

async function emptyBolt(): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: "/slack/events" });
  const app = new App({
    token: botToken,
    receiver,
    tokenVerificationEnabled: false,
    botId: "B1",
    botUserId: "U1",
  });
  app.command("/kpi", async ({ ack }) => ack());
  const server = await app.start(0);
  const address = "address" in server ? server.address() : null;
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return `http://127.0.0.1:${address.port}/slack/events`;
}
