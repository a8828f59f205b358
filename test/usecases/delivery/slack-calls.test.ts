import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebClient } from "@slack/web-api";
import { afterEach, expect, test } from "vitest";
import { createLog } from "../../../src/log.ts";
import { clientOptions } from "../../../src/slack/client-options.ts";
import { outcomeOf, untilAnswered } from "../../../src/usecases/delivery/slack-calls.ts";

let server: Server;
afterEach(() => server.close());

/** Gives a client of something that answers each call with the next of these, whatever it is asked. */
async function clientOf(answers: readonly string[]): Promise<WebClient> {
  let turn = 0;
  server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(answers[turn]);
    turn += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new WebClient(
    "xoxb-any",
    clientOptions(`http://127.0.0.1:${port}/api/`, createLog({ level: "silent" })),
  );
}

test("what a proxy answers in Slack's place is in doubt, and asked again", async () => {
  const client = await clientOf(['{"message":"limit exceeded"}', '{"ok":true,"team_id":"T1"}']);
  const answer = await untilAnswered(
    () => client.auth.test(),
    async () => {},
  );
  expect(answer).toMatchObject({ kind: "ok", value: { team_id: "T1" } });
});

test("Slack's own refusal is one", async () => {
  const client = await clientOf(['{"ok":false,"error":"invalid_auth"}']);
  expect(await outcomeOf(() => client.auth.test())).toMatchObject({ kind: "refused", error: "invalid_auth" });
});
