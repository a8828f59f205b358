import { afterAll, beforeAll, expect, test } from "vitest";
import { signedRequest } from "../../src/demo/signed-request.ts";
import { type SlackEmulator, startSlackEmulator } from "../../src/demo/slack-emulator.ts";
import type { RunningApp } from "../../src/slack/run-app.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { freePort, keptLog, startInstallable } from "../support/installable-app.ts";

let database: TestDatabase;
let store: Store;
let emulator: SlackEmulator;
let app: RunningApp;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  emulator = await startSlackEmulator();
  const port = await freePort();
  url = `http://127.0.0.1:${port}/slack/events`;
  const { apiUrl, oauthClient: client, signingSecret } = emulator;
  app = await startInstallable({ store, port, apiUrl, client, signingSecret, log: keptLog().log });
});
afterAll(async () => {
  await app.stop();
  await emulator.stop();
  await store.destroy();
  await database.drop();
});

const body = JSON.stringify({ type: "url_verification", challenge: "hello" });

async function send(headers: Readonly<Record<string, string>>, sent = body): Promise<number> {
  const response = await fetch(url, { method: "POST", headers, body: sent });
  return response.status;
}
const signed = (secret: string, at: number, text = body) => ({
  ...signedRequest(secret, text, at, "application/json"),
});

test("a request that Slack signed just now is taken", async () => {
  expect(await send(signed(emulator.signingSecret, Date.now()))).toBe(200);
});

test("one that somebody else signed is refused, and so is one without a signature", async () => {
  expect(await send(signed("another secret, long enough", Date.now()))).toBe(401);
  expect(await send({ "content-type": "application/json" })).toBe(401);
});

test("one whose body was changed after it was signed is refused", async () => {
  expect(await send(signed(emulator.signingSecret, Date.now()), body.replace("hello", "jello"))).toBe(401);
});

test("one that is played again after more than five minutes is refused", async () => {
  expect(await send(signed(emulator.signingSecret, Date.now() - 4 * 60_000))).toBe(200);
  expect(await send(signed(emulator.signingSecret, Date.now() - 6 * 60_000))).toBe(401);
});

test("a body beyond a megabyte is refused, signed or not", async () => {
  const large = JSON.stringify({ type: "url_verification", challenge: "x".repeat(1_100_000) });
  const status = await send(signed(emulator.signingSecret, Date.now(), large), large).catch(() => 413);
  expect(status).toBe(413);
});

test("a signed body that is no object is refused, and the next request is taken", async () => {
  for (const text of ["null", "1", "[]", '"text"', "{"]) {
    expect(await send(signed(emulator.signingSecret, Date.now(), text), text)).toBe(400);
  }
  const form = "payload=null";
  const headers = signedRequest(
    emulator.signingSecret,
    form,
    Date.now(),
    "application/x-www-form-urlencoded",
  );
  expect(await send({ ...headers }, form)).toBe(400);
  expect(await send(signed(emulator.signingSecret, Date.now()))).toBe(200);
});
