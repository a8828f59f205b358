import { type ApiAnswer, type ApiCall, type Fields, fieldsOf, textOf } from "./api-call.ts";
import { botToken, botUserId, readerToken } from "./sample-workspace.ts";

/** Gives the events that Slack would send the app after a successful call of somebody else. */
export function happenings({ method, params, token }: ApiCall, answer: ApiAnswer): readonly Fields[] {
  if (!answer.ok || token === botToken || token === readerToken) return [];
  const channel = textOf(params.channel);
  switch (method) {
    case "chat.postMessage": {
      const message = fieldsOf(answer.message);
      const where = { channel: answer.channel, channel_type: channel.startsWith("D") ? "im" : "channel" };
      const event = { type: "message", ...message, ...where };
      const mentioned = textOf(message.text).includes(`<@${botUserId}>`);
      return mentioned ? [event, { ...event, type: "app_mention" }] : [event];
    }
    case "conversations.archive":
      return [{ type: "channel_archive", channel }];
    case "conversations.unarchive":
      return [{ type: "channel_unarchive", channel }];
    case "conversations.rename":
      return [{ type: "channel_rename", channel: { id: channel, name: textOf(params.name) } }];
    case "conversations.kick":
      return left(channel, textOf(params.user));
    case "conversations.invite":
      return textOf(params.users)
        .split(",")
        .map((user) => ({ type: "member_joined_channel", user, channel, channel_type: "C" }));
    default:
      return [];
  }
}

/** The bot itself is told with an event of its own. */
function left(channel: string, user: string): readonly Fields[] {
  const event = { type: "member_left_channel", user, channel, channel_type: "C" };
  return user === botUserId ? [{ type: "channel_left", channel }, event] : [event];
}
