import type { Register } from "../bot.ts";

/**
 * Slack says that an organisation took the app from some of its teams. What such a team installed by itself goes; the
 * organisation's own installation stays with its other teams.
 */
export const registerTeamAccessRevoked: Register = (app, { installations }) => {
  app.event("team_access_revoked", async ({ event, body }) => {
    const at = new Date(body.event_time * 1000);
    for (const teamId of event.team_ids) await installations.remove({ teamId, enterpriseId: undefined }, at);
  });
};
