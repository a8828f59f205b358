import { type Config, readConfig } from "./config.ts";
import { UserError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { type Running, untilStopped } from "./until-stopped.ts";

/**
 * Runs Concord as the environment describes it until a signal stops it: the bot of a Slack team, or the demo when no
 * Slack is named. Throws `bad-configuration`, and what keeps it from starting.
 */
export async function runApp(environment: NodeJS.ProcessEnv): Promise<void> {
  outliveReaders();
  const config = readConfig(environment);
  const isDemo = config.slack.kind === "demo";
  const log = createLog({ level: config.logLevel, ...(isDemo ? { isTerminal: true } : {}) });
  await untilStopped({
    start: (aborted) => start(config, log, aborted),
    onStopping: () => (isDemo ? say("Stopping") : log.info("Stopping")),
    onError: (err) => log.error({ err }, "Stopping failed"),
  });
}

async function start(config: Config, log: Log, aborted: AbortSignal): Promise<Running> {
  if (config.slack.kind !== "demo") {
    // Loaded only here: the demo brings its own.
    const { startApp } = await import("./start-app.ts");
    return startApp({ ...config, slack: config.slack }, log, aborted);
  }
  const { startDemo } = await import("./demo/start.ts").catch(withoutDemo);
  say("Concord's demo: a sample company in a Slack of its own on this machine\n");
  const onProgress = (text: string) => say(`  ${text} …`);
  const demo = await startDemo({ config, log, now: () => new Date(), onProgress, aborted });
  say(`
  Last week's digest is in #revenue-team. Type /kpi cycle-time there, or press its buttons.
  Ctrl-C stops everything and keeps the data. README.md says how to connect your own Slack.

  Open ${demo.url}
`);
  return demo;
}

/** The demo and its Slack belong to the repository; an installation for production is without them. */
function withoutDemo(cause: unknown): never {
  if (!(cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND")) throw cause;
  throw new UserError({
    code: "no-slack-configured",
    what: "Concord was not told which Slack it is for, and the demo does not come with this installation.",
    next: "Set SLACK_BOT_TOKEN, and with it SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP). The README says where Slack shows them.",
    cause,
  });
}

/** Whoever read what we say may be gone; what we do goes on. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
