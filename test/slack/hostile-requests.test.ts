import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { hostileRequest, sendHostile } from "../support/hostile-requests.ts";

/** `npm run test:hostile` throws 10,000. */
const runs = Number(process.env.CONCORD_HOSTILE_RUNS ?? 200);
const seed = Number(process.env.CONCORD_HOSTILE_SEED ?? 20_261_124);
const together = 20;
/** The emulator lets a token make 5,000 calls an hour: each part has an emulator of its own. */
const part = 2500;
const parts = Array.from({ length: Math.ceil(runs / part) }, (_, index) => ({
  runs: Math.min(part, runs - index * part),
  seed: seed + index,
}));

/** What a program shows of itself. */
const programs =
  /\bat .+\.[cm]?[jt]s:\d+|node_modules|TypeError|RangeError|ReferenceError|SyntaxError|select .+ from /i;

/** What Bolt says of requests that nobody listens to, or that are none. */
const unheard = /^An incoming event was not acknowledged within 3 seconds/;

let bot: TestBot;

beforeEach(async () => {
  bot = await startTestBot({ acquisitionChannels: ["Webinar", "<!channel>"], weeks: 12, leadsAWeek: 3 });
});
afterEach(() => bot.stop());

describe(`${runs} random and hostile requests`, () => {
  test.each(parts)(
    "none crashes the app, hangs, or is answered with what a program wrote (seed $seed)",
    async ({ runs, seed }) => {
      const side = bot.emulator.side();
      if (!side) throw new Error("The app listens nowhere.");
      const batch = fc.array(hostileRequest, { minLength: together, maxLength: together });
      await fc.assert(
        fc.asyncProperty(batch, async (requests) => {
          const answers = await Promise.all(
            requests.map((request) => sendHostile(bot.emulator, side, request)),
          );
          for (const [index, { status, body }] of answers.entries()) {
            const sent = JSON.stringify(requests[index]);
            // 0: no answer within three seconds. 404: nobody listens to such a thing.
            expect([200, 400, 401, 404], `${sent} was answered with ${status} ${String(body)}`).toContain(
              status,
            );
            expect(JSON.stringify(body) ?? "", sent).not.toMatch(programs);
          }
          await bot.bot.settled();
          const faults = bot.log.splice(0).filter((line) => {
            const { level, msg } = JSON.parse(line);
            return level === "error" && !unheard.test(msg);
          });
          expect(faults).toEqual([]);
        }),
        { numRuns: Math.ceil(runs / together), seed, endOnFailure: true },
      );
      for (const user of Object.values(bot.emulator.users)) {
        for (const { text, blocks } of bot.privates(user)) {
          expect(text).not.toMatch(programs);
          expect(JSON.stringify(blocks)).not.toMatch(programs);
        }
      }
      const [answer] = await bot.command("cycle-time");
      expect(answer?.text).toContain("Cycle time");
    },
    20_000 + runs * 200,
  );
});
