import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningBot } from "../../src/slack/start.ts";
import { type HostileRequest, hostileRequest } from "../support/hostile-requests.ts";
import type { OtherSlack } from "../support/other-slack/server.ts";
import { people } from "../support/other-slack/team.ts";
import { visitor } from "../support/other-slack/visitor.ts";
import { laySocketGround, type SocketGround } from "../support/socket-bot.ts";

/** `npm run test:hostile` throws 10,000. */
const runs = Number(process.env.CONCORD_HOSTILE_RUNS ?? 200);
const seed = Number(process.env.CONCORD_HOSTILE_SEED ?? 20_261_124);
const together = 20;

const programs =
  /\bat .+\.[cm]?[jt]s:\d+|node_modules|TypeError|RangeError|ReferenceError|SyntaxError|select .+ from /i;

let ground: SocketGround;
let slack: OtherSlack;
let bot: RunningBot;

beforeAll(async () => {
  ground = await laySocketGround();
  ({ slack, bot } = await ground.start());
});
afterAll(async () => {
  await bot.stop();
  await slack.stop();
  await ground.end();
});

const { ada, nikos, member, guest, stranger } = people;

/** The requests name the channel of another team; here it is ours. */
function here<T>(payload: T): T {
  return JSON.parse(JSON.stringify(payload).replaceAll("C0REVENUE01", slack.state.rooms.shared.id));
}

function send(request: HostileRequest) {
  if (request.kind === "raw") {
    [...slack.sockets].at(-1)?.send(request.body);
    return null;
  }
  const person = [guest, stranger, ada, nikos][request.who] ?? member;
  switch (request.kind) {
    case "command":
      return slack.command(person, request.text);
    case "interaction":
      return slack.interact(person, {
        response_url: slack.responseUrl(person, slack.state.rooms.shared),
        ...here(request.payload),
      });
    case "event":
      return slack.event({ user: person.id, ...here(request.event) });
  }
}

const kinds: readonly unknown[] = ["block_actions", "view_submission", "view_closed", "message_action"];

/** Nobody listens to an interaction of no known kind: Bolt lets almost three seconds pass before it says so. */
function isListenedTo(request: HostileRequest): boolean {
  return request.kind !== "raw" && (request.kind !== "interaction" || kinds.includes(request.payload.type));
}

describe(`${runs} random and hostile messages over the socket`, () => {
  test(
    "none ends the app, cuts its connection, or is answered with what a program wrote, and Slack's three seconds are kept",
    async () => {
      let [inTime, late] = [0, 0];
      const batch = fc.array(hostileRequest, { minLength: together, maxLength: together });
      await fc.assert(
        fc.asyncProperty(batch, async (requests) => {
          const before = slack.state.effects.length;
          const acknowledged = await Promise.all(requests.map(send));
          for (const [index, request] of requests.entries()) {
            if (!isListenedTo(request)) continue;
            if (acknowledged[index] === null) late += 1;
            else inTime += 1;
          }
          await bot.settled();
          for (const { content } of slack.state.effects.slice(before)) {
            expect(JSON.stringify(content)).not.toMatch(programs);
          }
          const refused = slack.responses.splice(0).filter((response) => response.refused !== null);
          expect(refused).toEqual([]);
          const faults = ground.log.splice(0).filter((line) => JSON.parse(line).level === "error");
          expect(faults).toEqual([]);
          expect(slack.sockets.size).toBe(1);
        }),
        { numRuns: Math.ceil(runs / together), seed, endOnFailure: true },
      );
      const { effects } = await visitor(slack, ada).command("help");
      expect(effects).toHaveLength(1);
      // A machine that stands still for a while is late with a few, an app that works first with most of them.
      expect(inTime + late).toBeGreaterThan(runs / 2);
      expect(late).toBeLessThan((inTime + late) / 4);
    },
    20_000 + runs * 200,
  );
});
