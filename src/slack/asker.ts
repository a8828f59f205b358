import type { WebClient } from "@slack/web-api";
import { UserError } from "../errors.ts";
import type { Locale } from "../messages/numbers.ts";
import { type Workspace, workspaceOfTeam } from "../store/workspaces.ts";
import { untilAnswered } from "../usecases/delivery/slack-calls.ts";
import type { BotParts } from "./bot.ts";
import type { SlackUser } from "./request.ts";
import { edgeTexts } from "./texts.ts";

/** Whoever asks, once it is decided that they may. */
export interface Asker {
  readonly workspace: Workspace;
  readonly userId: string;
  readonly locale: Locale;
}

interface Known {
  readonly locale: Locale;
  readonly isGuest: boolean;
  readonly isExternal: boolean;
  readonly at: number;
}

const remember = 10 * 60_000;
const mostRemembered = 5000;

/**
 * The one place where it is decided who gets answers: members of a workspace's own team. Throws `unknown-team`,
 * `guest` and `external-user`.
 */
export function askers(parts: BotParts): (client: WebClient, user: SlackUser) => Promise<Asker> {
  const known = new Map<string, Known>();

  async function lookUp(client: WebClient, userId: string, teamId: string): Promise<Known> {
    const now = parts.now().getTime();
    const remembered = known.get(userId);
    if (remembered && now - remembered.at < remember) return remembered;
    const answer = await untilAnswered(
      () => client.users.info({ user: userId, include_locale: true }),
      parts.sleep,
    );
    if (answer.kind === "refused") throw new Error(`users.info: ${answer.error}`);
    const { user } = answer.value;
    const found: Known = {
      locale: localeOf(user?.locale),
      isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
      isExternal: user?.is_stranger === true || (user?.team_id !== undefined && user.team_id !== teamId),
      at: now,
    };
    if (known.size >= mostRemembered) known.clear();
    known.set(userId, found);
    return found;
  }

  return async (client, { teamId, userId }) => {
    const workspace = teamId === undefined ? null : await workspaceOfTeam(parts.store, teamId);
    if (!workspace || teamId !== parts.identity.teamId) {
      throw new UserError({ code: "unknown-team", ...edgeTexts.en.unknownTeam });
    }
    const { locale, isGuest, isExternal } = await lookUp(client, userId, teamId);
    if (isExternal) throw new UserError({ code: "external-user", ...edgeTexts[locale].externalUser });
    if (isGuest) throw new UserError({ code: "guest", ...edgeTexts[locale].guest });
    return { workspace, userId, locale };
  };
}

function localeOf(slackLocale: string | undefined): Locale {
  return slackLocale?.toLowerCase().startsWith("el") ? "el" : "en";
}
