import { resumeChannel } from "../../usecases/resume-channel.ts";
import type { Register } from "../bot.ts";
import { userIn } from "../request.ts";

/** Somebody invited the bot: what was refused there for want of that goes on now. */
export const registerMemberJoinedChannel: Register = (app, parts) => {
  app.event("member_joined_channel", async ({ event, client, context }) => {
    const installation = await parts.installations.of(userIn(context, event.user));
    if (event.user !== installation?.botUserId) return;
    const { workspaceId } = installation;
    await resumeChannel({ ...parts, slack: client }, { workspaceId, channelId: event.channel });
  });
};
