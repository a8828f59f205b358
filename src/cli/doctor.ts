import { Command } from "commander";
import type { Config } from "../config.ts";
import { exitStatus } from "../errors.ts";
import { examine } from "../usecases/doctor.ts";
import type { CliContext } from "./context.ts";

const marks = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " } as const;

/** `doctor`: what is well, what is not, and how to mend it. */
export function doctorCommand(context: CliContext, config: () => Config): Command {
  return new Command("doctor")
    .description("check database, clock, fonts, sources and Slack, and say how to mend what is wrong")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly json?: boolean }) => {
      const { slack, channelId } = config();
      // Loaded only here, so that the other commands start faster.
      const { WebClient } = await import("@slack/web-api");
      const findings = await examine({
        store: await context.store(),
        slack:
          slack.kind === "demo" || slack.kind === "oauth"
            ? null
            : new WebClient(slack.botToken, {
                ...(slack.apiUrl ? { slackApiUrl: slack.apiUrl } : {}),
                retryConfig: { retries: 1 },
                timeout: 10_000,
              }),
        channelId,
        now: context.now(),
      });
      context.out(
        options.json
          ? JSON.stringify({ findings })
          : findings
              .map(({ state, what, next }) => `${marks[state]}${what}${next ? `\n        ${next}` : ""}`)
              .join("\n"),
      );
      if (findings.some(({ state }) => state === "problem")) context.setExitStatus(exitStatus.failed);
    });
}
