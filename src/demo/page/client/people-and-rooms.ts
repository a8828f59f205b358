import type { Fields } from "../../emulated-slack/api-call.ts";
import { textOf } from "../../emulated-slack/api-call.ts";
import type { Look } from "../look.ts";

/** Gives the people or conversations that a menu lists by itself, or null for menus with options of their own. */
export function choosable(look: Look, type: string): readonly Fields[] | null {
  const option = (value: string, text: string): Fields => ({ value, text: { type: "plain_text", text } });
  if (type.endsWith("users_select")) {
    return look.people.filter((one) => !one.bot).map((one) => option(one.id, one.realName));
  }
  if (type.endsWith("conversations_select") || type.endsWith("channels_select")) {
    return look.rooms
      .filter((room) => room.kind === "channel" && !room.archived)
      .map((room) => option(room.id, `# ${room.name}`));
  }
  return null;
}

const oneWord = { users: "user", conversations: "conversation", channels: "channel" } as const;

/** Gives the value in Slack's shape: `selected_user`, `selected_conversations`. */
export function valueFor(type: string, ids: readonly string[]): Fields {
  const many = type.startsWith("multi_");
  const kind = (["users", "conversations", "channels"] as const).find((one) => type.includes(one)) ?? "users";
  return many ? { [`selected_${kind}`]: ids } : { [`selected_${oneWord[kind]}`]: ids[0] ?? null };
}

/** Who or what is chosen at first: `initial_user`, `initial_channels`. */
export function initialIds(element: Fields): readonly string[] {
  const found = Object.entries(element).find(([key]) =>
    /^initial_(?:user|channel|conversation)s?$/.test(key),
  )?.[1];
  return Array.isArray(found) ? found.map((id) => textOf(id)) : [textOf(found)];
}
