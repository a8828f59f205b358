import { createServer, type IncomingMessage } from "node:http";
import { type Fields, fieldsOf, textOf } from "../../src/demo/emulated-slack/api-call.ts";
import { type SlackEmulator, startSlackEmulator } from "../../src/demo/slack-emulator.ts";
import type { Actor, Place, SlackSide } from "../../src/demo/slack-interactions.ts";

/** What the app sent to one team: a call of the Web API, or an answer to a response URL. */
export interface Sent {
  readonly team: string;
  readonly what: string;
  readonly body: Fields;
  /** What Slack answered. */
  readonly answer: Fields;
}

/** One of the teams, with ids of its own. */
export interface Team {
  readonly teamId: string;
  readonly botUserId: string;
  readonly admin: Actor;
  readonly member: Actor;
  readonly channel: Place;
  readonly emulator: SlackEmulator;
  side(boltUrl: string): SlackSide;
  trigger(user: Actor): Promise<string>;
  responseUrl(user: Actor): string;
}

export interface TwoSlacks {
  readonly apiUrl: string;
  readonly one: Team;
  readonly two: Team;
  /** Everything that the app sent, in order. */
  readonly sent: readonly Sent[];
  /** Tells the front whose token it is. */
  knows(token: string, team: Team): void;
  stop(): Promise<void>;
}

/**
 * Starts a Slack with two teams behind one Web API: two emulators, of which the second's ids end in 2 where the first's
 * end in 1. Which one is called follows from the token alone, as in Slack.
 */
export async function startTwoSlacks(): Promise<TwoSlacks> {
  const emulators = [await startSlackEmulator(), await startSlackEmulator()] as const;
  const sent: Sent[] = [];
  const byToken = new Map<string, Team>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, root, second = ""] = url.pathname.split("/");
    const body = await bodyOf(request);
    const to =
      root === "respond" ? teams.find(({ teamId }) => teamId === second) : byToken.get(bearer(request));
    if (!to) {
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"ok":false,"error":"invalid_auth"}');
      return;
    }
    const outward = to === two ? swap(1, 2) : (text: string) => text;
    const inward = to === two ? swap(2, 1) : (text: string) => text;
    const target = root === "respond" ? (url.searchParams.get("to") ?? "") : `${to.emulator.apiUrl}${second}`;
    const answer = await fetch(target, {
      method: "POST",
      headers: {
        "content-type": request.headers["content-type"] ?? "application/json",
        authorization: `Bearer ${to.emulator.botToken}`,
      },
      body: inward(body),
    });
    const text = outward(await answer.text());
    sent.push({
      team: to.teamId,
      what: root === "respond" ? "response" : second,
      body: parsed(body),
      answer: parsed(text),
    });
    const scopes = answer.headers.get("x-oauth-scopes");
    response
      .writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
        ...(scopes === null ? {} : { "x-oauth-scopes": scopes }),
      })
      .end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const front = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  function team(emulator: SlackEmulator, own: (text: string) => string): Team {
    const { users, channels, appId, signingSecret } = emulator;
    const actor = (user: { readonly id: string; readonly name: string }): Actor => ({
      id: own(user.id),
      name: user.name,
    });
    const teamId = own(emulator.teamId);
    const botUserId = own(emulator.botUserId);
    return {
      teamId,
      botUserId,
      admin: actor(users.admin),
      member: actor(users.marketer),
      channel: { id: own(channels.revenueTeam.id), name: channels.revenueTeam.name },
      emulator,
      side: (boltUrl) => ({ boltUrl, signingSecret, appId, botUserId, team: { id: teamId, domain: teamId } }),
      trigger: (user) => emulator.trigger(swap(2, 1)(user.id)),
      responseUrl: (user) => {
        const target = {
          user: swap(2, 1)(user.id),
          channel: channels.revenueTeam.id,
          origin: { kind: "command" },
        } as const;
        return `${front}/respond/${teamId}?to=${encodeURIComponent(emulator.responses.open(target))}`;
      },
    };
  }
  const one = team(emulators[0], (text) => text);
  const two = team(emulators[1], swap(1, 2));
  const teams = [one, two];
  return {
    apiUrl: `${front}/api/`,
    one,
    two,
    sent,
    knows: (token, of) => byToken.set(token, of),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      for (const emulator of emulators) await emulator.stop();
    },
  };
}

const ids = /\b(?:T00000000|U0CONCORD0|B0CONCORD0|U0[A-Z]+0+|C0[A-Z]+0)[12]\b/g;

function swap(from: 1 | 2, to: 1 | 2): (text: string) => string {
  return (text) => text.replace(ids, (id) => (id.endsWith(String(from)) ? `${id.slice(0, -1)}${to}` : id));
}

function bearer(request: IncomingMessage): string {
  return request.headers.authorization?.replace(/^Bearer\s+/i, "") ?? "";
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

/** Reads a JSON or form body, with its JSON arguments. */
function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    const fields = Object.fromEntries(new URLSearchParams(text));
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, /^[[{]/.test(value) ? parsedJson(value) : value]),
    );
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return textOf(text);
  }
}
