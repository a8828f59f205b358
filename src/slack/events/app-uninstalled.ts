import type { Context } from "@slack/bolt";
import type { SlackOrigin } from "../../usecases/installations/installation.ts";
import type { Register } from "../bot.ts";

/** Slack says that a team, or an organisation, removed the app. */
export const registerAppUninstalled: Register = (app, { installations }) => {
  app.event("app_uninstalled", async ({ body, context }) => {
    await installations.remove(removedFrom(context), new Date(body.event_time * 1000));
  });
};

/** Gives the one installation that is meant: a team's removal leaves its organisation's alone, and the other way. */
export function removedFrom({ teamId, enterpriseId, isEnterpriseInstall }: Context): SlackOrigin {
  return isEnterpriseInstall ? { teamId: undefined, enterpriseId } : { teamId, enterpriseId: undefined };
}
