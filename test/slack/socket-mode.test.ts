import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningBot, startBot } from "../../src/slack/start.ts";
import { freePort } from "../support/installable-app.ts";
import { type OtherSlack, startOtherSlack } from "../support/other-slack/server.ts";
import { people, team } from "../support/other-slack/team.ts";
import { type Visitor, visitor } from "../support/other-slack/visitor.ts";
import { laySocketGround, type SocketGround } from "../support/socket-bot.ts";

let ground: SocketGround;
let slack: OtherSlack;
let bot: RunningBot;
let ada: Visitor;

beforeAll(async () => {
  ground = await laySocketGround();
});
afterAll(() => ground.end());
beforeEach(async () => {
  ({ slack, bot } = await ground.start());
  ada = visitor(slack, people.ada);
});
afterEach(async () => {
  await bot.stop();
  await slack.stop();
  ground.log.length = 0;
});

const newest = () => [...slack.sockets].at(-1);
const said = (level: string) =>
  ground.log.map((line) => JSON.parse(line)).filter((line) => line.level === level) as {
    readonly msg: string;
  }[];

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !holds(); turn += 1) await pause(10);
  if (!holds()) throw new Error("It did not come to be");
}

describe("over Socket Mode", () => {
  test("what Slack delivers twice is answered once", async () => {
    const request = {
      team_id: team.id,
      channel_id: slack.state.rooms.shared.id,
      user_id: people.ada.id,
      command: "/kpi",
      text: "help",
      trigger_id: slack.trigger(people.ada),
      response_url: slack.responseUrl(people.ada, slack.state.rooms.shared),
    };
    const both = await Promise.all([1, 2].map(() => slack.send("slash_commands", request)));
    expect(both.every((acknowledged) => acknowledged !== null)).toBe(true);
    await bot.settled();
    expect(slack.responses.length).toBe(1);
  });

  test("what is no message of Slack's does no harm", async () => {
    const frames = [
      "{",
      "null",
      "[]",
      '"hello"',
      "{}",
      '{"type":"events_api","envelope_id":"1","payload":{}}',
      '{"type":"ws_message","envelope_id":"1","payload":{}}',
      '{"type":"close"}',
      '{"type":"interactive","envelope_id":"2","payload":{}}',
      '{"type":"events_api","envelope_id":"3","payload":{"event":{"type":"close"}}}',
      '{"type":"events_api","envelope_id":"4","payload":{"event":{"type":"disconnected"}}}',
    ];
    for (const frame of frames) newest()?.send(frame);
    expect((await ada.command("help")).effects).toHaveLength(1);
    expect(slack.sockets.size).toBe(1);
  });

  test("nothing is lost while Slack renews the connection, however often", async () => {
    for (let round = 0; round < 5; round += 1) {
      const old = newest();
      old?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
      const before = slack.responses.length;
      const all: ReturnType<OtherSlack["command"]>[] = [];
      // Slack may use either connection while there are two.
      while (old?.isOpen()) {
        all.push(slack.command(people.ada, "help"));
        await pause(2);
      }
      const acknowledged = await Promise.all(all);
      expect(all.length).toBeGreaterThan(0);
      expect(acknowledged).not.toContain(null);
      await bot.settled();
      expect(slack.responses.length - before).toBe(all.length);
      expect(slack.sockets.size).toBe(1);
    }
    expect(said("error")).toEqual([]);
  });

  test("a cut is mended within a second, and the next mention is answered, however often", async () => {
    for (let round = 0; round < 3; round += 1) {
      const begun = performance.now();
      newest()?.cut();
      await slack.connected();
      // A second cut in a row is waited out a little.
      expect(performance.now() - begun).toBeLessThan(round === 0 ? 1000 : 15_000);
      const { effects } = await ada.mention("help");
      expect(effects).toHaveLength(1);
      expect(slack.sockets.size).toBe(1);
    }
  });

  test("what came just before a cut is acknowledged over the next connection, and answered", async () => {
    const answering = slack.command(people.ada, "help");
    newest()?.close();
    expect(await answering).not.toBeNull();
    await bot.settled();
    expect(slack.responses.length).toBe(1);
  });

  test("an outage is waited out, and told in one line", async () => {
    slack.trouble.set("apps.connections.open", 503);
    newest()?.cut();
    await until(() => said("warn").some(({ msg }) => msg.includes("cannot be reached over Socket Mode")));
    await pause(2500);
    slack.trouble.clear();
    await slack.connected();
    expect((await ada.command("help")).effects).toHaveLength(1);
    expect(said("warn").filter(({ msg }) => msg.includes("cannot be reached"))).toHaveLength(1);
    expect(said("error")).toEqual([]);
  });

  test("what is on its way is acknowledged before the app stops, and nothing more is taken", async () => {
    const modal = (await ada.command("subscribe")).effects.at(-1);
    if (!modal) throw new Error("No modal came");
    const submitting = ada.submit(modal);
    await pause(5);
    await bot.stop();
    expect((await submitting).acknowledged).not.toBeNull();
    await until(() => slack.sockets.size === 0);
  });
});

describe("the start", () => {
  test("says which token Slack refuses, and what to do", async () => {
    const { connection, ...rest } = ground.optionsFor(slack);
    const refused = startBot({
      ...rest,
      connection: { ...connection, kind: "socket", appToken: "xapp-another" },
    });
    await expect(refused).rejects.toMatchObject({
      code: "slack-app-token-refused",
      message: expect.stringContaining("SLACK_APP_TOKEN (invalid_auth)"),
    });
  });

  test("waits for a Slack that cannot be reached, says so, and goes on when it is there", async () => {
    const port = await freePort();
    const starting = startBot(
      ground.optionsFor({ state: slack.state, apiUrl: `http://127.0.0.1:${port}/api/` }),
    );
    const line = `Slack cannot be reached at 127.0.0.1:${port}; the start waits for it`;
    await until(() => said("warn").some(({ msg }) => msg.startsWith(line)));
    const late = await startOtherSlack(port);
    late.trouble.set("apps.connections.open", 503);
    await until(() => said("warn").some(({ msg }) => msg.includes("cannot be reached over Socket Mode")));
    late.trouble.clear();
    const started = await starting;
    expect((await visitor(late, people.ada).command("help")).effects).toHaveLength(1);
    await started.stop();
    await late.stop();
  });

  test("that waits can be stopped", async () => {
    const abort = new AbortController();
    const apiUrl = `http://127.0.0.1:${await freePort()}/api/`;
    const starting = startBot({
      ...ground.optionsFor({ state: slack.state, apiUrl }),
      aborted: abort.signal,
    });
    setTimeout(() => abort.abort(), 300);
    await expect(starting).rejects.toThrow(/aborted/);
  });
});
