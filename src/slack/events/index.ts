import type { Register } from "../bot.ts";
import { registerAppHomeOpened } from "./app-home-opened.ts";
import { registerAppMention } from "./app-mention.ts";
import { registerAppUninstalled } from "./app-uninstalled.ts";
import { registerChannelUnarchive } from "./channel-unarchive.ts";
import { registerMemberJoinedChannel } from "./member-joined-channel.ts";
import { registerTeamAccessRevoked } from "./team-access-revoked.ts";
import { registerTokensRevoked } from "./tokens-revoked.ts";

/** Every event that Slack tells us. */
export const registerEvents: Register = (app, parts, answer) => {
  registerAppMention(app, parts, answer);
  registerAppHomeOpened(app, parts, answer);
  registerMemberJoinedChannel(app, parts, answer);
  registerChannelUnarchive(app, parts, answer);
  registerAppUninstalled(app, parts, answer);
  registerTeamAccessRevoked(app, parts, answer);
  registerTokensRevoked(app, parts, answer);
};
