import type { WebClient } from "@slack/web-api";
import { UserError } from "../errors.ts";
import type { Locale } from "../messages/numbers.ts";
import { type Role, requireMay } from "../messages/permissions.ts";
import { isOwner } from "../store/owners.ts";
import { type Workspace, workspaceById } from "../store/workspaces.ts";
import { untilAnswered } from "../usecases/delivery/slack-calls.ts";
import type { SlackOrigin } from "../usecases/installations/installation.ts";
import type { BotParts } from "./bot.ts";
import type { SlackUser } from "./request.ts";
import { type Standing, standingOf } from "./standing.ts";
import { edgeTexts } from "./texts.ts";

/** Whoever asks, once it is decided that they may. */
export interface Asker {
  readonly workspace: Workspace;
  readonly userId: string;
  readonly role: Role;
  readonly locale: Locale;
}

interface Known {
  readonly locale: Locale;
  readonly standing: Standing;
  readonly at: number;
}

/** Short, so that who was deactivated or is no longer an admin soon is neither here. */
const remember = 2 * 60_000;
const mostRemembered = 5000;

/**
 * Gives the way from a Slack user to who they are in the one workspace that their request belongs to. Throws
 * `unknown-team`, and for those who may not even read, why.
 */
export function askers(parts: BotParts): (client: WebClient, user: SlackUser) => Promise<Asker> {
  const known = new Map<string, Known>();

  async function lookUp(client: WebClient, userId: string, origin: SlackOrigin): Promise<Known> {
    const now = parts.now().getTime();
    const key = `${origin.enterpriseId ?? ""}:${origin.teamId ?? ""}:${userId}`;
    const remembered = known.get(key);
    if (remembered && now - remembered.at < remember) return remembered;
    const answer = await untilAnswered(
      () => client.users.info({ user: userId, include_locale: true }),
      parts.sleep,
    );
    if (answer.kind === "refused") throw new Error(`users.info: ${answer.error}`);
    const { user = {} } = answer.value;
    const found: Known = { locale: localeOf(user.locale), standing: standingOf(user, origin), at: now };
    if (known.size >= mostRemembered) known.clear();
    known.set(key, found);
    return found;
  }

  return async (client, { userId, ...origin }) => {
    const installation = await parts.installations.of(origin);
    const workspace = installation && (await workspaceById(parts.store, installation.workspaceId));
    if (!workspace) throw new UserError({ code: "unknown-team", ...edgeTexts.en.unknownTeam });
    const { locale, standing } = await lookUp(client, userId, origin);
    const isNamed = standing === "member" && (await isOwner(parts.store, workspace.workspaceId, userId));
    const role = isNamed ? "owner" : standing;
    requireMay({ role, locale, settings: workspace.settings }, "read");
    return { workspace, userId, role, locale };
  };
}

function localeOf(slackLocale: string | undefined): Locale {
  return slackLocale?.toLowerCase().startsWith("el") ? "el" : "en";
}
