import type { Context } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { resumeChannel } from "../../usecases/resume-channel.ts";
import type { Register } from "../bot.ts";

interface Unarchived {
  readonly event: { readonly channel: string };
  readonly client: WebClient;
  readonly context: Context;
}

/** A channel is used again: what was refused while it was archived goes on now. */
export const registerChannelUnarchive: Register = (app, parts) => {
  const goOn = async ({ event, client, context }: Unarchived) => {
    const { teamId, enterpriseId } = context;
    const installation = await parts.installations.of({ teamId, enterpriseId });
    if (!installation) return;
    const { workspaceId } = installation;
    await resumeChannel({ ...parts, slack: client }, { workspaceId, channelId: event.channel });
  };
  app.event("channel_unarchive", goOn);
  // The same for private channels.
  app.event("group_unarchive", goOn);
};
