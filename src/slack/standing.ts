import type { UsersInfoResponse } from "@slack/web-api";
import type { Role } from "../messages/permissions.ts";
import type { SlackOrigin } from "../usecases/installations/installation.ts";

/** What Slack itself says that somebody is; whether they are a named owner is the workspace's to know. */
export type Standing = Exclude<Role, "owner">;

type SlackProfile = NonNullable<UsersInfoResponse["user"]>;

/** Slackbot is a bot, though Slack does not mark it as one. */
const slackbot = "USLACKBOT";

/** Gives what a user, as `users.info` describes them, is to the place that a request came from. */
export function standingOf(user: SlackProfile, { teamId, enterpriseId }: SlackOrigin): Standing {
  if (user.deleted === true) return "deactivated";
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === slackbot) return "bot";
  const organisation = user.enterprise_user?.enterprise_id;
  const isColleague =
    user.team_id === undefined ||
    user.team_id === teamId ||
    (enterpriseId !== undefined && organisation === enterpriseId);
  if (user.is_stranger === true || !isColleague) return "external";
  if (user.is_restricted === true || user.is_ultra_restricted === true) return "guest";
  const isAdministrator =
    user.is_admin === true ||
    user.is_owner === true ||
    user.is_primary_owner === true ||
    user.enterprise_user?.is_admin === true ||
    user.enterprise_user?.is_owner === true;
  return isAdministrator ? "administrator" : "member";
}
