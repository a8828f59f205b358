import { messageObjections, viewObjections } from "./block-kit.ts";
import { bot, type Person, people, type Room, type roomsOf, team, userOf } from "./team.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Answer = Readonly<Record<string, unknown>>;

/** What Slack knows; it changes with every call. */
export interface SlackState {
  readonly rooms: ReturnType<typeof roomsOf>;
  readonly messages: Map<string, Message[]>;
  readonly views: Map<string, View>;
  readonly homes: Map<string, Fields>;
  readonly triggers: Map<string, Trigger>;
  readonly files: Map<string, { bytes: Buffer | null; isComplete: boolean; shared: string[] }>;
  /** Everything that somebody came to see, in turn. */
  readonly effects: Effect[];
  scopes: readonly string[];
  botToken: string;
  appToken: string;
  baseUrl: string;
  turn: number;
}

/** Something that somebody came to see: only they (`private`, `view`, `home`), or everyone in a channel (`post`). */
export interface Effect {
  readonly kind: "private" | "view" | "home" | "post";
  /** The person, or the channel. */
  readonly to: string;
  readonly content: Fields;
  /** The message's `ts` or the view's id. */
  readonly id: string;
}

export type Message = Fields & { readonly ts: string };

export interface View {
  readonly id: string;
  readonly userId: string;
  hash: string;
  shown: Fields;
}

export interface Trigger {
  readonly userId: string;
  readonly until: number;
  isUsed: boolean;
}

/** What each method needs, as Slack's reference says. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  "chat.postMessage": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "chat.update": ["chat:write"],
  "chat.delete": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.replies": ["channels:history", "groups:history"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.open": ["im:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.completeUploadExternal": ["files:write"],
  "files.delete": ["files:write"],
  "files.info": ["files:read"],
  "users.info": ["users:read"],
};

export const refuse = (error: string, more: Fields = {}): Answer => ({ ok: false, error, ...more });
const objected = (error: string, messages: readonly string[]): Answer =>
  refuse(error, { response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } });
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Answers one call of the Web API. */
export function callMethod(state: SlackState, method: string, token: string, args: Fields): Answer {
  if (token === "") return refuse("not_authed");
  if (method === "apps.connections.open") {
    if (token.startsWith("xoxb-")) return refuse("not_allowed_token_type");
    if (token !== state.appToken) return refuse("invalid_auth");
    return { ok: true, url: `${state.baseUrl.replace("http", "ws")}link?ticket=${next(state)}` };
  }
  if (token !== state.botToken) return refuse("invalid_auth");
  const wanted = scopesOf[method] ?? [];
  if (wanted.length > 0 && !wanted.some((scope) => state.scopes.includes(scope))) {
    return refuse("missing_scope", { needed: wanted.join(","), provided: state.scopes.join(",") });
  }
  const answer = methods[method];
  return answer ? answer(state, args) : refuse("unknown_method", { req_method: method });
}

export function next(state: SlackState): string {
  state.turn += 1;
  return String(state.turn).padStart(8, "0");
}

function roomOf(state: SlackState, id: unknown): Room | undefined {
  return Object.values(state.rooms).find((room) => room.id === id);
}

function personOf(id: unknown): Person | undefined {
  return Object.values(people).find((person) => person.id === id);
}

/** Gives why Slack would not take a message, or null. */
function refusal(state: SlackState, args: Fields): Answer | null {
  const room = roomOf(state, args.channel);
  if (!room || (room.isPrivate && !room.hasBot)) return refuse("channel_not_found");
  if (room.isArchived) return refuse("is_archived");
  if (!room.hasBot) return refuse("not_in_channel");
  return contentRefusal(state, args);
}

/** The same for what goes to a response URL. */
export function contentRefusal(
  state: SlackState,
  { text: words, blocks = [], metadata }: Fields,
): Answer | null {
  if (text(words) === "" && (!Array.isArray(blocks) || blocks.length === 0)) return refuse("no_text");
  if (text(words).length > 40_000) return refuse("msg_too_long");
  const objections = messageObjections(blocks);
  if (objections.length > 0) return objected("invalid_blocks", objections);
  for (const block of blocks as readonly Fields[]) {
    const { id } = (block.slack_file ?? {}) as Fields;
    if (id !== undefined && !state.files.get(text(id))?.isComplete) {
      return objected("invalid_blocks", ["invalid slack file"]);
    }
  }
  const mark = metadata as Fields | undefined;
  if (mark !== undefined && (typeof mark.event_type !== "string" || typeof mark.event_payload !== "object")) {
    return refuse("invalid_metadata_format");
  }
  return null;
}

function keep(state: SlackState, channel: string, message: Fields): Message {
  const kept: Message = {
    type: "message",
    user: bot.userId,
    bot_id: bot.id,
    app_id: bot.appId,
    team: team.id,
    ...message,
    ts: `${Math.floor(Date.now() / 1000)}.${next(state).slice(-6)}`,
  };
  state.messages.set(channel, [...(state.messages.get(channel) ?? []), kept]);
  state.effects.push({ kind: "post", to: channel, content: kept, id: kept.ts });
  return kept;
}

function shownTo(state: SlackState, args: Fields, place: (trigger: Trigger) => Answer): Answer {
  const trigger = state.triggers.get(text(args.trigger_id));
  if (!trigger) return refuse("invalid_trigger_id");
  if (trigger.isUsed) return refuse("exchanged_trigger_id");
  if (trigger.until < Date.now()) return refuse("expired_trigger_id");
  const objections = viewObjections(args.view);
  if (objections.length > 0) return objected("invalid_arguments", objections);
  trigger.isUsed = true;
  return place(trigger);
}

function newView(state: SlackState, userId: string, shown: Fields): Answer {
  const view: View = { id: `V${next(state)}`, userId, hash: `${Date.now()}.${next(state)}`, shown };
  state.views.set(view.id, view);
  state.effects.push({ kind: "view", to: userId, content: shown, id: view.id });
  return { ok: true, view: viewOf(view) };
}

/** Gives a view as Slack sends it around. */
export function viewOf({ id, hash, shown }: View): Fields {
  return {
    id,
    hash,
    team_id: team.id,
    app_id: bot.appId,
    bot_id: bot.id,
    root_view_id: id,
    state: { values: {} },
    ...shown,
  };
}

const methods: Readonly<Record<string, (state: SlackState, args: Fields) => Answer>> = {
  "auth.test": () => ({
    ok: true,
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: "concord",
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.id,
    is_enterprise_install: false,
  }),
  "users.info": (_, { user, include_locale: wanted }) => {
    const person = personOf(user);
    if (!person) return refuse("user_not_found");
    const { locale, ...found } = userOf(person);
    return { ok: true, user: String(wanted) === "true" || wanted === "1" ? { ...found, locale } : found };
  },
  "chat.postMessage": (state, args) => {
    const refused = refusal(state, args);
    if (refused) return refused;
    const { channel, token: _, ...said } = args;
    const message = keep(state, text(channel), said);
    return { ok: true, channel, ts: message.ts, message };
  },
  "chat.postEphemeral": (state, args) => {
    const refused = refusal(state, args);
    if (refused) return refused;
    if (!personOf(args.user)) return refuse("user_not_in_channel");
    tell(state, text(args.user), args);
    return { ok: true, message_ts: `${Math.floor(Date.now() / 1000)}.${next(state).slice(-6)}` };
  },
  "chat.update": (state, args) => {
    const refused = refusal(state, args);
    if (refused) return refused;
    const all = state.messages.get(text(args.channel)) ?? [];
    const old = all.find(({ ts }) => ts === args.ts);
    if (!old) return refuse("message_not_found");
    const { channel: _, token: __, ...said } = args;
    all[all.indexOf(old)] = { ...old, ...said, ts: old.ts };
    return { ok: true, channel: args.channel, ts: old.ts, text: args.text };
  },
  "chat.delete": (state, args) => {
    const all = state.messages.get(text(args.channel)) ?? [];
    if (!all.some(({ ts }) => ts === args.ts)) return refuse("message_not_found");
    state.messages.set(
      text(args.channel),
      all.filter(({ ts }) => ts !== args.ts),
    );
    return { ok: true, channel: args.channel, ts: args.ts };
  },
  "conversations.info": (state, { channel }) => {
    const room = roomOf(state, channel);
    if (!room || (room.isPrivate && !room.hasBot)) return refuse("channel_not_found");
    return {
      ok: true,
      channel: {
        id: room.id,
        name: room.name,
        is_channel: !room.isPrivate,
        is_private: room.isPrivate === true,
        is_im: room.isDirect === true,
        is_archived: room.isArchived,
        is_member: room.hasBot,
      },
    };
  },
  "conversations.open": (state, { users }) =>
    personOf(users) ? { ok: true, channel: { id: state.rooms.direct.id } } : refuse("user_not_found"),
  "conversations.history": (state, args) => history(state, args, ({ thread_ts }) => thread_ts === undefined),
  "conversations.replies": (state, args) =>
    history(state, args, ({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts),
  "files.getUploadURLExternal": (state, { filename, length }) => {
    if (text(filename) === "" || !(Number(length) > 0)) return refuse("invalid_arguments");
    const id = `F${next(state)}`;
    state.files.set(id, { bytes: null, isComplete: false, shared: [] });
    return { ok: true, upload_url: `${state.baseUrl}upload/${id}`, file_id: id };
  },
  "files.completeUploadExternal": (state, { files, channel_id: channel }) => {
    if (!Array.isArray(files) || files.length === 0) return refuse("invalid_arguments");
    for (const { id } of files as readonly Fields[]) {
      const file = state.files.get(text(id));
      if (!file?.bytes) return refuse("file_not_found");
      if (channel !== undefined) {
        if (!roomOf(state, channel)) return refuse("channel_not_found");
        file.shared.push(text(channel));
      }
      file.isComplete = true;
    }
    return { ok: true, files };
  },
  "files.info": (state, { file }) => {
    const found = state.files.get(text(file));
    if (!found) return refuse("file_not_found");
    return { ok: true, file: { id: file, mimetype: found.isComplete ? "image/png" : "" } };
  },
  "files.delete": (state, { file }) =>
    state.files.delete(text(file)) ? { ok: true } : refuse("file_not_found"),
  "views.open": (state, args) =>
    shownTo(state, args, ({ userId }) => newView(state, userId, args.view as Fields)),
  "views.push": (state, args) =>
    shownTo(state, args, ({ userId }) => newView(state, userId, args.view as Fields)),
  "views.update": (state, { view_id: id, view, hash }) => {
    const known = state.views.get(text(id));
    if (!known) return refuse("not_found");
    if (hash !== undefined && hash !== known.hash) return refuse("hash_conflict");
    const objections = viewObjections(view);
    if (objections.length > 0) return objected("invalid_arguments", objections);
    known.hash = `${Date.now()}.${next(state)}`;
    known.shown = view as Fields;
    state.effects.push({ kind: "view", to: known.userId, content: known.shown, id: known.id });
    return { ok: true, view: viewOf(known) };
  },
  "views.publish": (state, { user_id: user, view }) => {
    if (!personOf(user)) return refuse("user_not_found");
    const objections = viewObjections(view);
    if (objections.length > 0) return objected("invalid_arguments", objections);
    state.homes.set(text(user), view as Fields);
    const id = `V${next(state)}`;
    state.effects.push({ kind: "home", to: text(user), content: view as Fields, id });
    return { ok: true, view: { id, ...(view as Fields) } };
  },
};

/** Shows something to one person only. */
export function tell(state: SlackState, userId: string, content: Fields): void {
  const id = `${Math.floor(Date.now() / 1000)}.${next(state).slice(-6)}`;
  state.effects.push({ kind: "private", to: userId, content, id });
}

function history(state: SlackState, args: Fields, wanted: (message: Message) => boolean): Answer {
  const room = roomOf(state, args.channel);
  if (!room) return refuse("channel_not_found");
  if (!room.hasBot) return refuse("not_in_channel");
  const all = (state.messages.get(room.id) ?? []).filter(
    (message) => wanted(message) && message.ts >= text(args.oldest),
  );
  const limit = Number(args.limit ?? 100);
  const isMarked = String(args.include_all_metadata) === "true" || args.include_all_metadata === "1";
  const messages = all
    .toReversed()
    .slice(0, limit)
    .map(({ metadata, ...message }) => (isMarked ? { ...message, metadata } : message));
  return { ok: true, messages, has_more: all.length > limit };
}
