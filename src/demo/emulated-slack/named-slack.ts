import { createEmulator } from "emulate";
import { type Aliases, createAliases } from "./aliases.ts";
import { type ApiAnswer, type ApiCall, type Fields, fieldsOf, isFields, textOf } from "./api-call.ts";
import { botUserId, channels, emulatorSeed, people, readerToken } from "./sample-workspace.ts";

/** The emulator, spoken to in names that stay the same at every start. */
export interface NamedSlack {
  /** Calls the Web API. What the call creates is named as in `born` when given, else anew. */
  call(call: ApiCall, born?: readonly string[]): Promise<{ answer: ApiAnswer; born: readonly string[] }>;
  /** Shows a page of Slack's own to a browser: the one on which an installation is allowed. */
  browse(path: string, form?: string): Promise<Page>;
  /** Stores the bytes of a file that `files.getUploadURLExternal` announced. */
  upload(fileId: string, bytes: Buffer, contentType: string): Promise<boolean>;
  /** Gives a file's bytes and type, or null when the token may not see it. */
  download(fileId: string, token: string): Promise<{ bytes: Buffer; mimetype: string } | null>;
  stop(): Promise<void>;
}

export interface Page {
  readonly status: number;
  readonly html: string;
  /** Where the browser is sent on; null: nowhere. */
  readonly location: string | null;
}

interface NamedSlackOptions {
  readonly publicUrl: string;
  readonly scopes: readonly string[];
  /** Where an installation may end. */
  readonly redirectUrls?: readonly string[];
  /** Epoch milliseconds; messages carry this time. */
  readonly clock: () => number;
}

/** Starts the emulator on a free port of this machine, with the sample workspace in it. */
export async function startNamedSlack(options: NamedSlackOptions): Promise<NamedSlack> {
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: emulatorSeed(options.scopes, options.redirectUrls),
  });
  const loopback = emulator.url.replace("//localhost:", "//127.0.0.1:");
  const aliases = createAliases(emulator.url, options.publicUrl);
  const nextTs = timestamps(options.clock);

  const named: NamedSlack = {
    call: async ({ method, params, token }, known) => {
      const response = await fetch(`${loopback}/api/${method}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(aliases.inward(params)),
      });
      const inner: unknown = await response.json();
      if (response.status === 404) return { answer: { ok: false, error: "unknown_method" }, born: [] };
      const born = name(aliases, method, fieldsOf(inner), nextTs, known);
      const answer = fieldsOf(aliases.outward(inner));
      return { answer: { ...answer, ok: answer.ok === true }, born };
    },
    browse: async (path, form) => {
      const response = await fetch(`${loopback}${path}`, {
        redirect: "manual",
        ...(form === undefined
          ? {}
          : {
              method: "POST",
              headers: { "content-type": "application/x-www-form-urlencoded" },
              body: form,
            }),
      });
      const html = await response.text();
      return { status: response.status, html, location: response.headers.get("location") };
    },
    upload: async (fileId, bytes, contentType) => {
      const response = await fetch(`${loopback}/upload/v1/${aliases.inward(fileId)}`, {
        method: "POST",
        headers: { "content-type": contentType },
        body: new Uint8Array(bytes),
      });
      return response.ok;
    },
    download: async (fileId, token) => {
      const response = await fetch(`${loopback}/files-pri/${aliases.inward(fileId)}/file`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!response.ok) return null;
      const mimetype = response.headers.get("content-type") ?? "application/octet-stream";
      return { bytes: Buffer.from(await response.arrayBuffer()), mimetype };
    },
    stop: () => emulator.close(),
  };
  await furnish(named, aliases);
  return named;
}

/** Names what the seed drew by lot, and lets the bot into the team's channel. */
async function furnish(slack: NamedSlack, aliases: Aliases): Promise<void> {
  const reader = (method: string, params: Fields) =>
    slack.call({ method, params, token: people.admin.token });
  const members = (await reader("users.list", { limit: 1000 })).answer.members;
  const rooms = (await reader("conversations.list", { limit: 1000 })).answer.channels;
  const innerId = (list: unknown, wanted: string) =>
    textOf((Array.isArray(list) ? list : []).filter(isFields).find((item) => item.name === wanted)?.id);
  for (const one of Object.values(people)) aliases.learn(innerId(members, one.name), one.id);
  for (const one of Object.values(channels)) aliases.learn(innerId(rooms, one.name), one.id);

  const { admin, ...others } = people;
  await reader("users.profile.set", {
    user: admin.id,
    profile: { real_name: admin.realName, display_name: admin.name },
  });
  await reader("conversations.archive", { channel: innerId(rooms, "random") });
  const invited = [botUserId, ...Object.values(others).map((one) => one.id)].join(",");
  await reader("conversations.invite", { channel: channels.revenueTeam.id, users: botUserId });
  await reader("conversations.invite", { channel: channels.general.id, users: invited });
  for (const message of await messagesOf(slack, channels.revenueTeam.id, channels.general.id)) {
    await reader("chat.delete", message);
  }
}

async function messagesOf(slack: NamedSlack, ...rooms: readonly string[]): Promise<Fields[]> {
  const found: Fields[] = [];
  for (const channel of rooms) {
    const history = await slack.call({
      method: "conversations.history",
      params: { channel, limit: 1000 },
      token: readerToken,
    });
    const list = history.answer.messages;
    for (const message of Array.isArray(list) ? list : []) found.push({ channel, ts: message.ts });
  }
  return found;
}

/** Learns the names of what a call created: a message's timestamp, its conversation, a file. */
function name(
  aliases: Aliases,
  method: string,
  answer: Fields,
  nextTs: () => string,
  known: readonly string[] = [],
): readonly string[] {
  if (answer.ok !== true) return [];
  const things =
    method === "chat.postMessage"
      ? [answer.ts, answer.channel]
      : method === "files.getUploadURLExternal"
        ? [answer.file_id]
        : method === "conversations.open" || method === "conversations.create"
          ? [fieldsOf(answer.channel).id]
          : [];
  return things.map((thing, index) => {
    const inner = textOf(thing);
    const isTs = method === "chat.postMessage" && index === 0;
    const outer = known[index] ?? (isTs ? nextTs() : textOf(aliases.outward(inner)));
    if (outer !== inner) aliases.learn(inner, outer);
    return outer;
  });
}

/** Gives Slack's timestamps: seconds and a counter, never the same twice, never backwards. */
export function timestamps(clock: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(clock() * 1000));
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, "0")}`;
  };
}
