import { afterReading, beforeStoring, named } from "./emulated-slack/amendments.ts";
import {
  type ApiAnswer,
  type ApiCall,
  type Fields,
  fieldsOf,
  listOf,
  textOf,
} from "./emulated-slack/api-call.ts";
import { type Interference, listen, serveFront } from "./emulated-slack/front-server.ts";
import { happenings } from "./emulated-slack/happenings.ts";
import { replayJournal } from "./emulated-slack/journal.ts";
import { startNamedSlack, timestamps } from "./emulated-slack/named-slack.ts";
import { createOAuth } from "./emulated-slack/oauth.ts";
import { createOpenViews, type OpenViews } from "./emulated-slack/open-views.ts";
import { createPrivateMessages, type PrivateMessages } from "./emulated-slack/private-messages.ts";
import { refuse } from "./emulated-slack/refusals.ts";
import { createResponseUrls, type ResponseUrls } from "./emulated-slack/response-urls.ts";
import * as sample from "./emulated-slack/sample-workspace.ts";
import { type SlackSide, sendEvent } from "./slack-interactions.ts";

export interface SlackEmulatorOptions {
  /** The port of the Web API; a free one when left out. */
  readonly port?: number;
  /** Where the app takes events (`http://127.0.0.1:3000/slack/events`); may be told later with `deliverTo`. */
  readonly eventsUrl?: string;
  /** A file that keeps channels, threads and pictures, so that they are there again after a restart. */
  readonly journal?: string;
  /** Epoch milliseconds; a demo sets it back to post last week's messages at last week's times. */
  readonly clock?: () => number;
  /** The bot token's scopes, when not those of the manifest. */
  readonly scopes?: readonly string[];
  /** How long an uploaded file takes until a message can show it. */
  readonly fileReadyAfterMs?: number;
  /** Where an installation may end, for an app that people install. */
  readonly redirectUrls?: readonly string[];
  /** Seconds that an installed app's tokens live; left out: for ever. */
  readonly tokensLiveSeconds?: number;
  readonly log?: (line: string) => void;
}

export interface SlackEmulator {
  /** For `SLACK_API_URL`; ends in a slash. */
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly users: typeof sample.people;
  readonly channels: typeof sample.channels;
  readonly oauthClient: typeof sample.oauthClient;
  readonly privates: PrivateMessages;
  readonly views: OpenViews;
  readonly responses: ResponseUrls;
  /** Calls the Web API as the bot, or as the holder of `token`. */
  call(method: string, params: Fields, token?: string): Promise<ApiAnswer>;
  /** Reads with the eyes of the page: every channel, with no scope in the way. */
  read(method: string, params: Fields): Promise<ApiAnswer>;
  file(id: string): Promise<{ bytes: Buffer; mimetype: string } | null>;
  /** A trigger that opens one modal for `user` within three seconds; `viewId` lets it push onto that view. */
  trigger(user: string, viewId?: string): Promise<string>;
  /** Where the app listens from now on. */
  deliverTo(url: string): void;
  /** How Slack addresses the app, or null before it is known where it listens. */
  side(): SlackSide | null;
  /** Calls `listener` after every change that somebody could see; gives the way to stop. */
  onChange(listener: () => void): () => void;
  /** Lets a test answer calls in Slack's place: null lets the call through. `after` happens although it was done. */
  interfere(
    what: null | ((call: ApiCall, moment: "before" | "after") => Interference | ApiAnswer | null),
  ): void;
  /** Removes the app from the workspace: its tokens are worth nothing, and it is told so. */
  uninstall(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a Slack of one's own on this machine: the emulator's state behind a front that adds what an app meets
 * in the real one (refusals, response URLs, private messages, modals, locales, signed events).
 */
export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const { clock = Date.now, scopes = sample.botScopes, fileReadyAfterMs = 0, log = () => {} } = options;
  const { server, url } = await listen(options.port ?? 0);
  const slack = await startNamedSlack({
    publicUrl: url,
    scopes,
    clock,
    ...(options.redirectUrls ? { redirectUrls: options.redirectUrls } : {}),
  });
  const oauth = createOAuth({
    clock,
    ...(options.tokensLiveSeconds === undefined ? {} : { tokensLiveSeconds: options.tokensLiveSeconds }),
    exchange: async (call) => (await slack.call(call)).answer,
  });
  const journal = options.journal === undefined ? null : await replayJournal(options.journal, slack);
  const privates = createPrivateMessages(timestamps(clock));
  const views = createOpenViews();
  const triggers = new Map<string, string>();
  const readyAt = new Map<string, number>();
  const listeners = new Set<() => void>();
  let boltUrl = options.eventsUrl ?? null;
  let interference: Parameters<SlackEmulator["interfere"]>[0] = null;

  const changed = () => {
    for (const listener of listeners) listener();
  };
  const isReady = (file: string) => Date.now() >= (readyAt.get(file) ?? 0);
  const side = (): SlackSide | null =>
    boltUrl === null
      ? null
      : {
          boltUrl,
          signingSecret: sample.signingSecret,
          appId: sample.appId,
          botUserId: sample.botUserId,
          team: { id: sample.teamId, domain: sample.teamDomain },
        };
  const read = async (method: string, params: Fields): Promise<ApiAnswer> => {
    const call = { method, params, token: sample.readerToken };
    const all = { ...call, params: { include_all_metadata: true, ...params } };
    return afterReading(all, (await slack.call(beforeStoring(call))).answer);
  };

  /** What every call goes through, once it was let in. */
  async function perform(call: ApiCall): Promise<ApiAnswer> {
    if (call.method === "api.test") return { ok: true };
    if (call.method === "users.conversations") return ownConversations(call);
    const stored = beforeStoring(call);
    const { answer: plain, born } = await slack.call(stored);
    const answer = afterReading(call, plain);
    if (!answer.ok) return answer;
    journal?.said(stored, born);
    if (call.method === "chat.postEphemeral") keepPrivate(call.params);
    if (call.method === "files.completeUploadExternal") {
      for (const { id } of listOf(answer.files)) readyAt.set(textOf(id), Date.now() + fileReadyAfterMs);
    }
    if (call.method === "files.info" && !isReady(textOf(call.params.file))) {
      return { ...answer, file: { ...fieldsOf(answer.file), mimetype: "", filetype: "" } };
    }
    if (call.method.startsWith("views.")) views.follow(call, answer, (id) => triggers.get(id) ?? null);
    const to = side();
    if (to !== null) for (const event of happenings(call, answer)) void sendEvent(to, event);
    if (!/\.(?:info|list|history|replies|members|test|getPermalink)$/.test(call.method)) changed();
    return answer;
  }

  async function ownConversations(call: ApiCall): Promise<ApiAnswer> {
    const { answer } = await slack.call({ ...call, method: "conversations.list" });
    return {
      ...answer,
      channels: listOf(answer.channels).filter((channel) => channel.is_member === true),
    };
  }

  function keepPrivate(params: Fields): void {
    privates.add({
      channel: textOf(params.channel),
      user: textOf(params.user),
      threadTs: textOf(params.thread_ts) || null,
      text: textOf(params.text),
      blocks: named(listOf(params.blocks)),
    });
  }

  async function api(outer: ApiCall): Promise<ApiAnswer | Interference> {
    const before = interference?.(outer, "before") ?? null;
    if (before !== null) return before;
    if (outer.method === "oauth.v2.access") return oauth.access(outer);
    const holder = oauth.inner(outer.token);
    if ("ok" in holder) return holder;
    const call = { ...outer, token: holder.token };
    const answer = (await refuse(call, read, isReady)) ?? (await perform(call));
    if (!answer.ok)
      log(`${call.method}: ${answer.error ?? "error"} ${JSON.stringify(answer.response_metadata ?? "")}`);
    return interference?.(call, "after") ?? answer;
  }

  const asBot = (method: string, params: Fields) => perform({ method, params, token: sample.readerToken });
  const responses = createResponseUrls({ publicUrl: url, privates, asBot: postAsBot, changed });

  /** A response URL reaches channels that the bot is not in, yet the message is the bot's. */
  function postAsBot(method: string, params: Fields): Promise<ApiAnswer> {
    return asBot(method, { ...params, bot_id: sample.botId, app_id: sample.appId });
  }

  serveFront(server, {
    api,
    scopes: (token) => {
      const holder = oauth.inner(token);
      return "token" in holder && holder.token === sample.botToken ? scopes : [];
    },
    browse: (path, form) => slack.browse(path, form),
    upload: async (fileId, bytes, contentType) => {
      const taken = await slack.upload(fileId, bytes, contentType);
      if (taken) journal?.uploaded(fileId, bytes, contentType);
      return taken;
    },
    download: (fileId, token) => slack.download(fileId, token),
    respond: (id, body) => responses.answer(id, parsedFields(body)),
  });

  return {
    apiUrl: `${url}/api/`,
    webUrl: url,
    botToken: sample.botToken,
    signingSecret: sample.signingSecret,
    oauthClient: sample.oauthClient,
    teamId: sample.teamId,
    teamName: sample.teamName,
    appId: sample.appId,
    botUserId: sample.botUserId,
    users: sample.people,
    channels: sample.channels,
    privates,
    views,
    responses,
    call: async (method, params, token = sample.botToken) => {
      const call = { method, params, token };
      return (await refuse(call, read, isReady)) ?? perform(call);
    },
    read,
    file: (id) => slack.download(id, sample.readerToken),
    trigger: async (user, viewId) => {
      const made = await perform({
        method: "views.generateTriggerId",
        params: { user_id: user, ...(viewId === undefined ? {} : { view_id: viewId }) },
        token: sample.botToken,
      });
      const id = textOf(made.trigger_id);
      triggers.set(id, user);
      return id;
    },
    deliverTo: (to) => {
      boltUrl = to;
    },
    side,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interfere: (what) => {
      interference = what;
    },
    uninstall: async () => {
      oauth.revokeAll();
      const to = side();
      if (to === null) return;
      await sendEvent(to, { type: "tokens_revoked", tokens: { oauth: [], bot: [sample.botUserId] } });
      await sendEvent(to, { type: "app_uninstalled" });
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await slack.stop();
    },
  };
}

function parsedFields(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return { text: new URLSearchParams(body).get("payload") ?? body };
  }
}
