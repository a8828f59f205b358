import { access } from "node:fs/promises";
import type { WebClient } from "@slack/web-api";
import { fontFiles } from "../charts/render-fonts.ts";
import type { Store } from "../store/database.ts";
import { type ServerFacts, serverFacts } from "../store/server-facts.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import { listWorkspaces } from "../store/workspaces.ts";
import { scheduleFindings } from "./doctor-schedule.ts";
import { manifestScopes } from "./manifest-scopes.ts";

import { sourceFindingsOf } from "./sources/source-findings.ts";

/** What a check found: a `warning` can wait, a `problem` cannot. */
export interface Finding {
  readonly check: "database" | "clock" | "fonts" | "sources" | "slack" | "scopes" | "channel" | "schedule";
  readonly state: "ok" | "warning" | "problem";
  readonly what: string;
  /** How to mend it; null when all is well. */
  readonly next: string | null;
}

export interface DoctorParts {
  readonly store: Store;
  /** Null: no Slack credentials are set. */
  readonly slack: WebClient | null;
  /** The shared channel by id, where it is set. */
  readonly channelId: string | undefined;
  readonly now: Date;
}

type Check = Finding["check"];
const ok = (check: Check, what: string): Finding => ({ check, state: "ok", what, next: null });
const warning = (check: Check, what: string, next: string): Finding => ({
  check,
  state: "warning",
  what,
  next,
});
const problem = (check: Check, what: string, next: string): Finding => ({
  check,
  state: "problem",
  what,
  next,
});

/** Gives what is well and what is not, with how to mend it. Never throws for what it checks. */
export async function examine(parts: DoctorParts): Promise<readonly Finding[]> {
  const server = await serverFacts(parts.store);
  return [
    databaseFinding(server),
    clockFinding(server, parts.now),
    await fontsFinding(),
    ...(await sourceFindings(parts)),
    ...(await scheduleFindings(parts.store)),
    ...(await slackFindings(parts)),
  ];
}

const oldestServer = 140_000;

function databaseFinding({ version, versionNumber, migrations }: ServerFacts): Finding {
  return versionNumber < oldestServer
    ? problem("database", `The database is PostgreSQL ${version}.`, "Concord needs PostgreSQL 14 or later.")
    : ok("database", `PostgreSQL ${version} answers, with ${migrations} migrations done.`);
}

const tolerance = 60_000;

function clockFinding({ clock }: ServerFacts, now: Date): Finding {
  const apart = Math.round(Math.abs(clock.getTime() - now.getTime()) / 1000);
  return apart * 1000 > tolerance
    ? problem(
        "clock",
        `This machine's clock and the database's are ${apart} s apart.`,
        "Set both by NTP: digests are due by the clock, and Slack refuses requests that are five minutes off.",
      )
    : ok("clock", "This machine's clock agrees with the database's.");
}

async function fontsFinding(): Promise<Finding> {
  try {
    await Promise.all(fontFiles().map((file) => access(file)));
    return ok("fonts", "The charts' fonts are there.");
  } catch {
    return problem("fonts", "The charts' fonts are missing.", "Install the packages again with: npm ci");
  }
}

const staleAfterDays = 3;

async function sourceFindings({ store, now }: DoctorParts): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { workspaceId, name } of await listWorkspaces(store)) {
    const sources = await listSourceDeliveries(store, workspaceId);
    if (sources.length === 0) {
      findings.push(
        warning(
          "sources",
          `The workspace ${name} has no facts yet.`,
          "Import some: npm run -s concord -- import leads leads.csv",
        ),
      );
    }
    const read = await sourceFindingsOf(store, { workspaceId, name });
    findings.push(...read.map((finding): Finding => ({ check: "sources", ...finding })));
    for (const { source, receivedAt } of sources) {
      const days = Math.floor((now.getTime() - receivedAt) / 86_400_000);
      findings.push(
        days >= staleAfterDays
          ? warning(
              "sources",
              `${source} last delivered to ${name} ${days} days ago.`,
              "Import its newest facts.",
            )
          : ok(
              "sources",
              `${source} delivered to ${name} ${days === 0 ? "within a day" : `${days} days ago`}.`,
            ),
      );
    }
  }
  return findings;
}

async function slackFindings({ slack, channelId }: DoctorParts): Promise<readonly Finding[]> {
  if (!slack) {
    return [
      warning(
        "slack",
        "No Slack credentials are set: npm start shows the demo.",
        "README.md says how to connect a workspace in five minutes.",
      ),
    ];
  }
  try {
    const { team, response_metadata: metadata } = await slack.auth.test();
    const findings = [ok("slack", `Slack knows the bot in ${team ?? "its team"}.`)];
    const granted = metadata?.scopes ?? [];
    const missing = (await manifestScopes()).filter((scope) => !granted.includes(scope));
    findings.push(
      missing.length === 0
        ? ok("scopes", "The bot has every scope of the manifest.")
        : problem(
            "scopes",
            `The bot lacks ${missing.join(", ")}.`,
            "Paste manifest.yml into the app's page App Manifest, and install the app again.",
          ),
    );
    if (channelId) findings.push(await channelFinding(slack, channelId));
    return findings;
  } catch (error) {
    return [
      problem(
        "slack",
        `Slack refuses the bot: ${error instanceof Error ? error.message : String(error)}.`,
        "Copy SLACK_BOT_TOKEN anew from your Slack app's page OAuth & Permissions.",
      ),
    ];
  }
}

async function channelFinding(slack: WebClient, channel: string): Promise<Finding> {
  const invite = "Write /invite @Concord in that channel.";
  try {
    const { channel: found } = await slack.conversations.info({ channel });
    if (found?.is_archived) {
      return problem(
        "channel",
        `The channel ${channel} is archived.`,
        "Choose another one with CONCORD_CHANNEL.",
      );
    }
    return found?.is_member
      ? ok("channel", `The bot is in #${found.name ?? channel}.`)
      : problem("channel", `The bot is not in #${found?.name ?? channel}.`, invite);
  } catch {
    return problem("channel", `Slack shows the bot no channel ${channel}.`, `If it is private: ${invite}`);
  }
}
