import { resumeDeliveries } from "../../usecases/deliver-digest.ts";
import type { Register } from "../bot.ts";
import { userIn } from "../request.ts";

/** How long a message that could not be delivered is still worth delivering. */
const worthwhile = 24 * 3_600_000;

/** Somebody invited the bot: what was refused there for want of that is delivered now. */
export const registerMemberJoinedChannel: Register = (app, parts) => {
  app.event("member_joined_channel", async ({ event, client, context }) => {
    const installation = await parts.installations.of(userIn(context, event.user));
    if (event.user !== installation?.botUserId) return;
    await resumeDeliveries(
      { ...parts, slack: client },
      {
        workspaceId: installation.workspaceId,
        channelId: event.channel,
        since: new Date(parts.now().getTime() - worthwhile),
      },
    );
  });
};
