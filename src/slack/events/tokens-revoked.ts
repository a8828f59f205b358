import type { Register } from "../bot.ts";
import { removedFrom } from "./app-uninstalled.ts";

/** Slack says that tokens are worth nothing any more; without the bot's the app is as good as removed. */
export const registerTokensRevoked: Register = (app, { installations }) => {
  app.event("tokens_revoked", async ({ event, body, context }) => {
    if ((event.tokens.bot ?? []).length === 0) return;
    await installations.remove(removedFrom(context), new Date(body.event_time * 1000));
  });
};
