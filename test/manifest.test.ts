import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const root = path.join(import.meta.dirname, "..");

const manifest = z
  .object({
    features: z.object({
      app_home: z.object({ home_tab_enabled: z.literal(true) }),
      slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string() })),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), user: z.never().optional() }) }),
    settings: z.object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.literal(true) }),
      socket_mode_enabled: z.literal(true),
    }),
  })
  .parse(parse(readFileSync(path.join(root, "manifest.yml"), "utf8")));

/** The bot scopes that each Web API method needs, by Slack's reference. */
const scopesOfMethod: Readonly<Record<string, readonly string[]>> = {
  "auth.test": [],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.open": ["im:write"],
  "conversations.replies": ["channels:history", "groups:history"],
  "files.completeUploadExternal": ["files:write"],
  "files.delete": ["files:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.info": ["files:read"],
  "users.info": ["users:read"],
  "views.open": [],
  "views.publish": [],
  "views.push": [],
  "views.update": [],
};

const scopesOfEvent: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  app_uninstalled: [],
  channel_unarchive: ["channels:read"],
  group_unarchive: ["groups:read"],
  member_joined_channel: ["channels:read", "groups:read"],
  team_access_revoked: [],
  tokens_revoked: [],
};

/** The app's own source; the local page speaks to an emulator of Slack's, as other users too. */
function sources(): string {
  return readdirSync(path.join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !/src\/demo/.test(file.parentPath))
    .map((file) => readFileSync(path.join(file.parentPath, file.name), "utf8"))
    .join("\n");
}

function found(pattern: RegExp): readonly string[] {
  const all = [...sources().matchAll(pattern)].map((match) => match[1] ?? "");
  return [...new Set(all)].toSorted();
}

const methods = found(
  /\b(?:slack|client)\s*\.((?:auth|bots|chat|conversations|files|team|users|views|reactions|pins|dnd)\.[\w.]+)\(/g,
);
const events = found(/\bapp\.event\("([\w.]+)"/g);
const commands = found(/\bapp\.command\("([^"]+)"/g);

describe("the Slack manifest", () => {
  test("asks for exactly the scopes of what the app calls, hears and offers", () => {
    const needed = [
      ...methods.flatMap((method) => scopesOfMethod[method] ?? [`unknown method ${method}`]),
      ...events.flatMap((event) => scopesOfEvent[event] ?? [`unknown event ${event}`]),
      ...(commands.length > 0 ? ["commands"] : []),
    ];
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...new Set(needed)].toSorted());
  });

  test("subscribes to exactly the events that are listened to", () => {
    expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(events);
  });

  test("offers exactly the commands that are answered, with a hint", () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(commands);
  });

  test("the methods that the app calls were found in its source", () => {
    expect(methods).toEqual(Object.keys(scopesOfMethod));
  });
});
