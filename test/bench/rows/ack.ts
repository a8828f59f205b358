import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { sendSigned } from "../../../src/demo/signed-request.ts";
import { type SlackEmulator, startSlackEmulator } from "../../../src/demo/slack-emulator.ts";
import type { BenchRow } from "../row.ts";
import { quantile } from "../timing.ts";

const everyMs = 25;
const goalMs = 100;

export const ackRow: BenchRow = {
  name: "ack",
  about:
    "99th percentile of /kpi's acknowledgement while digests render on every core, beside an empty Bolt app",

  async *run({ server, sizes, runs, say }) {
    const funnel = await server.funnel(sizes[0] ?? 20_000);
    const slack = await startSlackEmulator();
    try {
      say("Acknowledging commands");
      const commands = runs * 40;
      const empty = await measure("empty", slack, funnel.connectionString, commands);
      const busy = await measure("app", slack, funnel.connectionString, commands);
      yield {
        what: `${commands} commands, one every ${everyMs} ms`,
        unit: "ms",
        ours: { name: "Concord, rendering", median: quantile(busy.times, 0.99), runs: commands },
        theirs: { name: "empty Bolt app, at rest", median: quantile(empty.times, 0.99), runs: commands },
        ratio: quantile(busy.times, 0.99) / quantile(empty.times, 0.99),
        goal: `99th percentile under ${goalMs} ms`,
        reached: quantile(busy.times, 0.99) < goalMs,
        beside: {
          "median ms": Math.round(quantile(busy.times, 0.5) * 10) / 10,
          "empty median ms": Math.round(quantile(empty.times, 0.5) * 10) / 10,
          "charts drawn meanwhile": busy.charts,
        },
      };
    } finally {
      await slack.stop();
    }
  },
};

const ready = z.object({ url: z.string() });
const ended = z.object({ charts: z.number() });

/** Sends commands to an app in a process of its own; gives each acknowledgement's milliseconds. */
async function measure(
  kind: "app" | "empty",
  slack: SlackEmulator,
  databaseUrl: string,
  commands: number,
): Promise<{ readonly times: readonly number[]; readonly charts: number }> {
  const child = fork(path.join(import.meta.dirname, "../ack-app.ts"), [
    kind,
    databaseUrl,
    slack.apiUrl,
    slack.botToken,
    slack.signingSecret,
  ]);
  const message = () => new Promise<unknown>((resolve) => child.once("message", resolve));
  try {
    const { url } = ready.parse(await message());
    const channel = slack.channels.revenueTeam.id;
    const user = slack.users.marketer.id;
    const origin = { kind: "command" } as const;
    const send = async () => {
      const body = new URLSearchParams({
        command: "/kpi",
        text: "help",
        team_id: slack.teamId,
        team_domain: "bench",
        channel_id: channel,
        user_id: user,
        user_name: slack.users.marketer.name,
        response_url: slack.responses.open({ channel, user, origin }),
        trigger_id: randomUUID(),
      });
      const started = performance.now();
      const { status } = await sendSigned(url, slack.signingSecret, body.toString());
      if (status !== 200) throw new Error(`The command was answered with ${status}`);
      return performance.now() - started;
    };
    for (let warm = 0; warm < 20; warm++) await send();
    const sent: Promise<number>[] = [];
    for (let count = 0; count < commands; count++) {
      sent.push(send());
      await pause(everyMs);
    }
    const times = await Promise.all(sent);
    const last = message();
    child.send("end");
    return { times, ...ended.parse(await last) };
  } finally {
    child.kill();
  }
}
