import type { WebClient } from "@slack/web-api";
import { type Sleep, untilAnswered } from "../delivery/slack-calls.ts";

/**
 * Gives what people call themselves in Slack, by user id; whoever Slack does not know is left out. Messages name people
 * by it where a mention would call them.
 */
export async function namesOf(
  { slack, sleep }: { readonly slack: WebClient; readonly sleep: Sleep },
  users: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const user of users) {
    const answer = await untilAnswered(() => slack.users.info({ user }), sleep);
    if (answer.kind !== "ok") continue;
    const profile = answer.value.user;
    const name = profile?.profile?.display_name || profile?.real_name || profile?.name;
    if (name) names.set(user, name);
  }
  return names;
}
