import { createRenderer, type Renderer } from "../../src/charts/render.ts";
import { createLog } from "../../src/log.ts";
import { type BotOptions, type RunningBot, startBot } from "../../src/slack/start.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { createTestDatabase } from "./database.ts";
import { type OtherSlack, startOtherSlack } from "./other-slack/server.ts";

/** What the real app needs beside a Slack to connect to. */
export interface SocketGround {
  readonly store: Store;
  readonly renderer: Renderer;
  /** Lines of the app's log, warnings and worse. */
  readonly log: string[];
  /** Gives how the app is started over Socket Mode, against a Slack of another make. */
  optionsFor(slack: Pick<OtherSlack, "state" | "apiUrl">): BotOptions;
  /** Starts a Slack, and the app that is connected to it. */
  start(): Promise<{ readonly slack: OtherSlack; readonly bot: RunningBot }>;
  end(): Promise<void>;
}

/** Lays the ground for the app over Socket Mode: a database, a renderer and a log. */
export async function laySocketGround(): Promise<SocketGround> {
  const database = await createTestDatabase();
  const store = openStore(database);
  const renderer = createRenderer({ threads: 1 });
  const log: string[] = [];
  const optionsFor: SocketGround["optionsFor"] = ({ state: { botToken, appToken }, apiUrl }) => ({
    connection: { kind: "socket", botToken, appToken, apiUrl },
    port: 0,
    store,
    renderer,
    log: createLog({ level: "warn", isTerminal: false, write: (line) => log.push(line) }),
  });
  return {
    store,
    renderer,
    log,
    optionsFor,
    async start() {
      const slack = await startOtherSlack();
      const bot = await startBot(optionsFor(slack));
      await slack.connected();
      return { slack, bot };
    },
    async end() {
      await renderer.close();
      await store.destroy();
      await database.drop();
    },
  };
}
