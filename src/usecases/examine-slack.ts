import type { WebClient } from "@slack/web-api";
import type { Store } from "../store/database.ts";
import { listInstallations, type StoredInstallation } from "../store/installations.ts";
import { listWorkspaces, type Workspace, workspaceOfTeam } from "../store/workspaces.ts";
import { outcomeOf } from "./delivery/slack-calls.ts";
import { type Finding, ok, problem, warning } from "./findings.ts";
import { manifestScopes } from "./manifest-scopes.ts";
import { listSubscriptions } from "./subscriptions.ts";

/** How Slack is connected, with clients that call it at most twice. */
export type SlackUnderExamination =
  | { readonly kind: "none" }
  | {
      readonly kind: "team";
      readonly bot: WebClient;
      /** With the app-level token, in Socket Mode. */
      readonly app: WebClient | null;
      /** The shared channel by id, where it is set. */
      readonly channelId: string | undefined;
    }
  | {
      readonly kind: "installable";
      readonly installUrl: string;
      /** Throws where the stored token cannot be read. */
      botOf(installation: StoredInstallation): WebClient | null;
    };

interface Parts {
  readonly store: Store;
  readonly slack: SlackUnderExamination;
}

/** Where to mend the bot's token. */
interface Mend {
  readonly token: string;
  readonly scopes: string;
}

const mostChannels = 20;
const oneTeam: Mend = {
  token: "Copy SLACK_BOT_TOKEN anew from your Slack app's page OAuth & Permissions.",
  scopes: "Paste manifest.yml into the app's page App Manifest, and install the app again.",
};

/** Gives what is well and what is not between Concord and Slack, with how to mend it. */
export async function examineSlack({ store, slack }: Parts): Promise<readonly Finding[]> {
  switch (slack.kind) {
    case "none":
      return [
        warning(
          "slack",
          "No Slack credentials are set: npm start shows the demo.",
          "README.md says how to connect a workspace in five minutes.",
        ),
      ];
    case "team": {
      const { findings, teamId } = await botFindings(slack.bot, oneTeam);
      const workspace = teamId === null ? null : await workspaceOfTeam(store, teamId);
      return [
        ...findings,
        ...(slack.app === null ? [] : [await socketFinding(slack.app)]),
        ...(teamId === null
          ? []
          : await channelFindings(store, slack.bot, workspace, slack.channelId ? [slack.channelId] : [])),
      ];
    }
    case "installable":
      return installedFindings(store, slack);
  }
}

async function installedFindings(
  store: Store,
  { installUrl, botOf }: Extract<SlackUnderExamination, { readonly kind: "installable" }>,
): Promise<readonly Finding[]> {
  const installed = (await listInstallations(store)).filter(({ botToken }) => botToken !== null);
  if (installed.length === 0) {
    return [warning("slack", "No Slack workspace has installed the app yet.", `Open ${installUrl}`)];
  }
  const workspaces = await listWorkspaces(store);
  const mend: Mend = {
    token: `Install the app there again: ${installUrl}`,
    scopes: `Paste manifest.yml into the app's page App Manifest, and install the app there again: ${installUrl}`,
  };
  const findings: Finding[] = [];
  for (const installation of installed) {
    const workspace = workspaces.find(({ workspaceId }) => workspaceId === installation.workspaceId) ?? null;
    const name = workspace?.name ?? `workspace ${installation.workspaceId}`;
    let bot: WebClient | null;
    try {
      bot = botOf(installation);
    } catch {
      findings.push(
        problem(
          "slack",
          `The stored token of ${name} cannot be read.`,
          "Set CONCORD_SECRET_KEY to the key that it was stored with; several keys may stand there, with commas between them.",
        ),
      );
      continue;
    }
    if (bot === null) {
      findings.push(
        warning("slack", `The token of ${name} has expired.`, "The running app renews it: npm start"),
      );
      continue;
    }
    const examined = await botFindings(bot, mend);
    findings.push(...examined.findings);
    if (examined.teamId !== null) findings.push(...(await channelFindings(store, bot, workspace, [])));
  }
  return findings;
}

async function botFindings(
  bot: WebClient,
  mend: Mend,
): Promise<{ readonly findings: readonly Finding[]; readonly teamId: string | null }> {
  const outcome = await outcomeOf(() => bot.auth.test());
  if (outcome.kind === "refused") {
    const findings = [problem("slack", `Slack refuses the bot: ${outcome.error}.`, mend.token)];
    return { findings, teamId: null };
  }
  if (outcome.kind !== "ok") return { findings: [unreachable(bot)], teamId: null };
  const { team, team_id: teamId = null, response_metadata: metadata } = outcome.value;
  const granted = metadata?.scopes ?? [];
  const missing = (await manifestScopes()).filter((scope) => !granted.includes(scope));
  const findings = [
    ok("slack", `Slack knows the bot in ${team ?? "its team"}.`),
    missing.length === 0
      ? ok("scopes", "The bot has every scope of the manifest.")
      : problem("scopes", `The bot lacks ${missing.join(", ")}.`, mend.scopes),
  ];
  return { findings, teamId };
}

async function socketFinding(app: WebClient): Promise<Finding> {
  const outcome = await outcomeOf(() => app.apps.connections.open({}));
  if (outcome.kind === "ok") return ok("slack", "Slack lets the app connect in Socket Mode.");
  if (outcome.kind !== "refused") return unreachable(app);
  return problem(
    "slack",
    `Slack refuses SLACK_APP_TOKEN: ${outcome.error}.`,
    "Generate an app-level token with the scope connections:write on your Slack app's page Basic Information, and turn Socket Mode on.",
  );
}

function unreachable(client: WebClient): Finding {
  return problem(
    "slack",
    `Slack cannot be reached at ${new URL(client.slackApiUrl).host}.`,
    "Check this machine's way to the internet, or SLACK_API_URL.",
  );
}

/** Every channel that the bot is to write to: the shared one, and those of running subscriptions and incidents. */
async function channelFindings(
  store: Store,
  bot: WebClient,
  workspace: Workspace | null,
  named: readonly string[],
): Promise<readonly Finding[]> {
  const subscriptions = workspace ? await listSubscriptions(store, workspace.workspaceId) : [];
  const incidents = workspace?.settings.incidents?.channelId;
  const channels = new Set([
    ...named,
    ...subscriptions.filter(({ paused }) => paused === null).map(({ channelId }) => channelId),
    ...(incidents ? [incidents] : []),
  ]);
  const findings: Finding[] = [];
  for (const channel of [...channels].slice(0, mostChannels)) {
    findings.push(await channelFinding(bot, channel));
  }
  if (channels.size === 0) {
    findings.push(
      warning(
        "channel",
        "No channel gets a digest yet.",
        "Write /kpi subscribe in the channel both teams share.",
      ),
    );
  }
  return findings;
}

async function channelFinding(bot: WebClient, channel: string): Promise<Finding> {
  const invite = "Write /invite @Concord in that channel.";
  const outcome = await outcomeOf(() => bot.conversations.info({ channel }));
  if (outcome.kind === "refused") {
    return outcome.error === "missing_scope"
      ? problem("channel", `The bot may not look at the channel ${channel}.`, oneTeam.scopes)
      : problem("channel", `Slack shows the bot no channel ${channel}.`, `If it is private: ${invite}`);
  }
  if (outcome.kind !== "ok") return unreachable(bot);
  const { channel: found } = outcome.value;
  const name = found?.name ?? channel;
  if (found?.is_archived) {
    return problem(
      "channel",
      `The channel #${name} is archived.`,
      "Unarchive it, or choose another one: /kpi subscribe there, and CONCORD_CHANNEL where it is set.",
    );
  }
  return found?.is_member
    ? ok("channel", `The bot is in #${name}.`)
    : problem("channel", `The bot is not in #${name}.`, invite);
}
