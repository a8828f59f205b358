import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";

function written(isTerminal: boolean, entry: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  entry(
    createLog({
      level: "info",
      isTerminal,
      write: (line) => {
        text += line;
      },
    }),
  );
  return text;
}

test("secrets do not reach the log, in fields or inside texts", () => {
  const text = written(false, (log) => {
    log.info({ request: { headers: { authorization: "Bearer abc.def" }, token: "t0ken" } }, "calling");
    log.warn(`bad token xoxb-12-secret; Bearer abc.def; https://hooks.slack.com/commands/T1/2/secret`);
    log.error(new Error("cannot reach postgres://concord:secret@db/concord"));
  });
  expect(text).toContain("calling");
  for (const secret of ["abc.def", "t0ken", "secret"]) expect(text).not.toContain(secret);
});

test("on a terminal an entry is one short line", () => {
  const text = written(true, (log) => log.warn({ channel: "C1" }, "The channel is archived"));
  expect(text).toMatch(/^\d\d:\d\d:\d\d warn {2}The channel is archived channel=C1\n$/);
});

test("an error keeps its stack on a terminal", () => {
  const text = written(true, (log) => log.error({ err: new Error("boom") }, "It failed"));
  expect(text).toContain("It failed");
  expect(text).toContain("Error: boom\n    at ");
});
