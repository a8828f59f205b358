import { type Config, readConfig } from "./config.ts";
import { exitStatus, UserError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";

/** Something that runs until it is told to stop. */
interface Running {
  stop(): Promise<void>;
}

/** A stop that takes longer is cut short: every piece of work goes on from its checkpoint. */
const patience = 10_000;

async function start(config: Config, log: Log): Promise<Running> {
  if (config.slack.kind === "demo") {
    const { startDemo } = await import("./demo/start.ts");
    const demo = await startDemo({
      config,
      log,
      now: () => new Date(),
      onProgress: (text) => log.info(text),
    });
    log.info(
      `Concord's demo runs at ${demo.url} (no Slack needed). To connect a real Slack, create an app from manifest.yml and set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.`,
    );
    return demo;
  }
  // Loaded only here: the demo brings its own.
  const { startApp } = await import("./start-app.ts");
  return startApp({ ...config, slack: config.slack }, log);
}

function stopOnSignals(running: Running, log: Log): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(exitStatus.failed);
      stopping = true;
      log.info("Stopping");
      setTimeout(() => process.exit(exitStatus.failed), patience).unref();
      running.stop().then(
        () => process.exit(exitStatus.done),
        (err: unknown) => {
          log.error({ err }, "Stopping failed");
          process.exit(exitStatus.failed);
        },
      );
    });
  }
}

try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel });
  stopOnSignals(await start(config, log), log);
} catch (error) {
  if (error instanceof UserError) {
    process.stderr.write(`${error.what}\n${error.next}\n`);
    process.exitCode = exitStatus.wrongUsage;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitStatus.failed;
  }
}
