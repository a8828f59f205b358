import { LogLevel, WebClient } from "@slack/web-api";
import { Command } from "commander";
import type { Config } from "../config.ts";
import { exitStatus } from "../errors.ts";
import { secretBox } from "../secrets.ts";
import { installPath } from "../slack/oauth.ts";
import { examine } from "../usecases/doctor.ts";
import type { SlackUnderExamination } from "../usecases/examine-slack.ts";
import { tokenContext } from "../usecases/installations/installation.ts";
import { isExpired } from "../usecases/installations/refresh-tokens.ts";
import type { CliContext } from "./context.ts";

const marks = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " } as const;

/** `doctor`: what is well, what is not, and how to mend it. */
export function doctorCommand(context: CliContext, config: () => Config): Command {
  return new Command("doctor")
    .description("check database, clock, fonts, sources and Slack, and say how to mend what is wrong")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly json?: boolean }) => {
      const now = context.now();
      const findings = await examine({
        store: await context.store(),
        slack: slackUnderExamination(config(), now),
        now,
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

function slackUnderExamination({ slack, secretKeys, channelId }: Config, now: Date): SlackUnderExamination {
  if (slack.kind === "demo") return { kind: "none" };
  const clientWith = (token: string) =>
    new WebClient(token, {
      ...(slack.apiUrl ? { slackApiUrl: slack.apiUrl } : {}),
      retryConfig: { retries: 1 },
      timeout: 10_000,
      logLevel: LogLevel.ERROR,
    });
  if (slack.kind !== "oauth") {
    const app = slack.kind === "socket" ? clientWith(slack.appToken) : null;
    return { kind: "team", bot: clientWith(slack.botToken), app, channelId };
  }
  const secrets = secretBox(secretKeys);
  return {
    kind: "installable",
    installUrl: `${slack.publicUrl}${installPath}`,
    botOf: (installation) => {
      if (installation.botToken === null || isExpired(installation, now)) return null;
      return clientWith(secrets.open(installation.botToken, tokenContext(installation.workspaceId, "bot")));
    },
  };
}
