import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bot, type Person, type Room, roomsOf, team } from "./team.ts";
import {
  type Answer,
  callMethod,
  contentRefusal,
  type Fields,
  next,
  type SlackState,
  tell,
} from "./web-api.ts";
import { acceptSocket, type ServerSocket } from "./web-socket.ts";

/** One call that the app made, with what it was answered. */
export interface Call {
  readonly method: string;
  readonly args: Fields;
  readonly answer: Answer;
}

/** How the app acknowledged something; null: not within Slack's three seconds. */
export interface Acknowledgement {
  readonly milliseconds: number;
  readonly payload: Fields;
}

export interface OtherSlack {
  readonly apiUrl: string;
  readonly state: SlackState;
  readonly calls: Call[];
  /** Everything the app sent to response URLs. */
  readonly responses: Fields[];
  /** Slack's trouble: a status for methods instead of an answer. */
  readonly trouble: Map<string, number>;
  /** What methods answer that this Slack does not have, by their arguments. */
  readonly answers: Map<string, (args: Fields) => Answer>;
  readonly sockets: Set<ServerSocket>;
  /** Waits until the app has a connection. */
  connected(): Promise<void>;
  /** Sends something over the socket and waits for its acknowledgement, for at most three seconds. */
  send(type: string, payload: Fields, more?: Fields): Promise<Acknowledgement | null>;
  trigger(person: Person): string;
  responseUrl(person: Person, room: Room): string;
  command(person: Person, text: string, room?: Room): Promise<Acknowledgement | null>;
  event(event: Fields): Promise<Acknowledgement | null>;
  interact(person: Person, payload: Fields): Promise<Acknowledgement | null>;
  stop(): Promise<void>;
}

const patience = 3000;
const everyScope =
  "app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read,im:write,users:read";

/** Starts a Slack of another make: Web API over HTTP, and Socket Mode over a WebSocket. */
export async function startOtherSlack(port = 0): Promise<OtherSlack> {
  const state: SlackState = {
    rooms: roomsOf(),
    messages: new Map(),
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    files: new Map(),
    effects: [],
    scopes: everyScope.split(","),
    botToken: "xoxb-700700700-stranger",
    appToken: "xapp-1-A07CONCORD0-stranger",
    baseUrl: "",
    // Ids are never given twice, not even by the next server to the same app.
    turn: Date.now() % 90_000_000,
  };
  const calls: Call[] = [];
  const responses: Fields[] = [];
  const trouble = new Map<string, number>();
  const answers = new Map<string, (args: Fields) => Answer>();
  const urls = new Map<string, { readonly userId: string; uses: number }>();
  const sockets = new Set<ServerSocket>();
  const waiting = new Map<string, (payload: Fields) => void>();

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, first = "", name = ""] = pathname.split("/");
    if (first === "upload") {
      const file = state.files.get(name);
      if (file) file.bytes = body;
      response.writeHead(file ? 200 : 404).end("OK");
      return;
    }
    if (first === "respond") {
      const url = urls.get(name);
      const said = argumentsOf(request, body);
      if (!url || url.uses >= 5) {
        response.writeHead(404).end("used_url");
        return;
      }
      url.uses += 1;
      const refused = said.delete_original === true ? null : contentRefusal(state, said);
      responses.push({ ...said, user: url.userId, refused });
      if (refused) {
        response.writeHead(400).end(String(refused.error));
        return;
      }
      tell(state, url.userId, said);
      response.writeHead(200).end("ok");
      return;
    }
    const status = trouble.get(name) ?? trouble.get("*");
    if (status !== undefined) {
      response.writeHead(status, status === 429 ? { "retry-after": "1" } : {}).end("trouble");
      return;
    }
    const { token: given, ...args } = argumentsOf(request, body);
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "") || String(given ?? "");
    const result = answers.get(name)?.(args) ?? callMethod(state, name, token, args);
    calls.push({ method: name, args, answer: result });
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "x-oauth-scopes": state.scopes.join(","),
    };
    response.writeHead(200, headers).end(JSON.stringify(result));
  }

  http.on("upgrade", (request, stream) => {
    const socket = acceptSocket(request, stream, {
      onText: (text) => {
        const { envelope_id: id, payload } = JSON.parse(text);
        waiting.get(id)?.(payload ?? {});
      },
      onEnd: () => sockets.delete(socket),
    });
    sockets.add(socket);
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: sockets.size,
        connection_info: { app_id: bot.appId },
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", () => resolve());
  });
  state.baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const pings = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, 2000);

  async function send(type: string, payload: Fields, more: Fields = {}): Promise<Acknowledgement | null> {
    const id = String(more.envelope_id ?? `envelope-${next(state)}`);
    const begun = performance.now();
    const socket = [...sockets].at(-1);
    const acknowledged = new Promise<Acknowledgement | null>((resolve) => {
      const late = setTimeout(() => resolve(null), patience);
      waiting.set(id, (answered) => {
        clearTimeout(late);
        resolve({ milliseconds: performance.now() - begun, payload: answered });
      });
    });
    socket?.send(
      JSON.stringify({
        type,
        envelope_id: id,
        accepts_response_payload: type !== "events_api",
        payload,
        ...more,
      }),
    );
    const result = await acknowledged;
    waiting.delete(id);
    return result;
  }

  const trigger = (person: Person): string => {
    const id = `${next(state)}.${team.id}.${next(state)}`;
    state.triggers.set(id, { userId: person.id, until: Date.now() + patience, isUsed: false });
    return id;
  };
  const responseUrl = (person: Person): string => {
    const id = next(state);
    urls.set(id, { userId: person.id, uses: 0 });
    return `${state.baseUrl}respond/${id}`;
  };

  return {
    apiUrl: `${state.baseUrl}api/`,
    state,
    calls,
    responses,
    trouble,
    answers,
    sockets,
    connected: async () => {
      for (let turn = 0; turn < 400 && sockets.size === 0; turn += 1) await pause(50);
      if (sockets.size === 0) throw new Error("The app did not connect");
    },
    send,
    trigger,
    responseUrl,
    command: (person, text, room = state.rooms.shared) =>
      send("slash_commands", {
        token: "legacy",
        team_id: team.id,
        team_domain: team.domain,
        channel_id: room.id,
        channel_name: room.isDirect ? "directmessage" : room.isPrivate ? "privategroup" : room.name,
        user_id: person.id,
        user_name: person.name,
        command: "/kpi",
        text,
        api_app_id: bot.appId,
        is_enterprise_install: "false",
        response_url: responseUrl(person),
        trigger_id: trigger(person),
      }),
    event: (event) =>
      send("events_api", {
        token: "legacy",
        team_id: team.id,
        api_app_id: bot.appId,
        event,
        type: "event_callback",
        event_id: `Ev${next(state)}`,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [{ enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true }],
      }),
    interact: (person, payload) =>
      send("interactive", {
        team: { id: team.id, domain: team.domain },
        user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
        api_app_id: bot.appId,
        token: "legacy",
        enterprise: null,
        is_enterprise_install: false,
        trigger_id: trigger(person),
        ...payload,
      }),
    stop: async () => {
      clearInterval(pings);
      for (const socket of sockets) socket.cut();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** A form's values are text; those that are JSON structures are read as such. */
function argumentsOf(request: IncomingMessage, body: Buffer): Fields {
  const text = body.toString();
  if (request.headers["content-type"]?.startsWith("application/json")) return JSON.parse(text || "{}");
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) ? parsed(value) : value,
    ]),
  );
}

/** A text that begins like JSON may be just a text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
