import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig, readDatabaseConfig } from "../src/config.ts";
import { UserError } from "../src/errors.ts";

const botToken = "xoxb-1234567890-abcdef";
const appToken = "xapp-1-A1-2345-abcdef";
const signingSecret = "0123456789abcdef0123456789abcdef";

function problemOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("the environment was accepted");
}

describe("configuration", () => {
  test("without any variable the demo runs on the defaults", () => {
    expect(readConfig({})).toEqual({
      databaseUrl: undefined,
      slack: { kind: "demo" },
      port: 3000,
      dataDir: path.resolve(".concord"),
      secretKeys: [],
      logLevel: "warn",
      channelId: undefined,
    });
  });

  test("a real bot logs what it does, unless another level is named", () => {
    const slack = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken };
    expect(readConfig(slack).logLevel).toBe("info");
    expect(readConfig({ ...slack, LOG_LEVEL: "error" }).logLevel).toBe("error");
  });

  test("a command that needs the database alone is not kept from it by Slack's variables", () => {
    expect(readDatabaseConfig({ SLACK_APP_TOKEN: "nonsense", CONCORD_DATA_DIR: "/data" })).toEqual({
      databaseUrl: undefined,
      dataDir: "/data",
    });
    expect(() => readDatabaseConfig({ DATABASE_URL: "mysql://host/db" })).toThrow(/must be a PostgreSQL URL/);
  });

  test("a bot token and an app token give Socket Mode", () => {
    const { slack } = readConfig({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken });
    expect(slack).toEqual({ kind: "socket", botToken, appToken, apiUrl: undefined });
  });

  test("a bot token and a signing secret give HTTP", () => {
    const { slack } = readConfig({
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: "http://127.0.0.1:4003/api",
    });
    expect(slack).toEqual({ kind: "http", botToken, signingSecret, apiUrl: "http://127.0.0.1:4003/api/" });
  });

  test("a variable that is set to nothing counts as unset", () => {
    expect(readConfig({ SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: "  ", PORT: "" })).toMatchObject({
      slack: { kind: "demo" },
      port: 3000,
    });
  });

  test("every problem is listed at once, each with its mend", () => {
    const problem = problemOf({
      DATABASE_URL: "mysql://root@host/db",
      SLACK_APP_TOKEN: "xoxb-not-an-app-token",
      PORT: "99999",
      LOG_LEVEL: "loud",
      CONCORD_SECRET_KEY: "short",
      CONCORD_CHANNEL: "#revenue",
    });
    for (const expected of [
      "7 problems",
      "DATABASE_URL must be a PostgreSQL URL",
      "SLACK_APP_TOKEN must be a token that begins with xapp-",
      "SLACK_BOT_TOKEN is missing",
      "PORT must be a port number",
      "LOG_LEVEL must be one of",
      "openssl rand -base64 32",
      "channel's id",
    ]) {
      expect(problem).toContain(expected);
    }
  });

  test("no value of a secret is repeated", () => {
    const problem = problemOf({
      SLACK_BOT_TOKEN: "s3cret-token",
      SLACK_SIGNING_SECRET: "s3cret!",
      DATABASE_URL: "http://user:s3cret@host/db",
      CONCORD_SECRET_KEY: "s3cret",
    });
    expect(problem).not.toContain("s3cret");
  });

  test("a bot token alone is not enough, and says what is missing", () => {
    expect(problemOf({ SLACK_BOT_TOKEN: botToken })).toContain("SLACK_APP_TOKEN is missing");
  });

  test("an app token beside a signing secret must be decided", () => {
    expect(
      problemOf({
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        SLACK_SIGNING_SECRET: signingSecret,
      }),
    ).toContain("both set");
  });

  test.each([
    ["base64", Buffer.alloc(32, 7).toString("base64")],
    ["hex", Buffer.alloc(32, 7).toString("hex")],
  ])("a secret key is 32 bytes in %s", (_, text) => {
    expect(readConfig({ CONCORD_SECRET_KEY: text }).secretKeys).toEqual([new Uint8Array(32).fill(7)]);
  });

  test("several secret keys are given with commas, the present one first", () => {
    const [now, former] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const given = `${now.toString("base64")}, ${former.toString("hex")}`;
    expect(readConfig({ CONCORD_SECRET_KEY: given }).secretKeys).toEqual(
      [now, former].map((key) => Uint8Array.from(key)),
    );
    expect(problemOf({ CONCORD_SECRET_KEY: `${now.toString("base64")},short` })).toContain("32 bytes");
  });

  const oauth = {
    SLACK_CLIENT_ID: "123.456",
    SLACK_CLIENT_SECRET: "0123456789abcdef0123456789abcdef",
    SLACK_STATE_SECRET: "a state secret of our very own making",
    SLACK_SIGNING_SECRET: signingSecret,
    CONCORD_PUBLIC_URL: "https://concord.example.com/",
    CONCORD_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
  };

  test("a client id, its secrets and a public address give an app that any team can install", () => {
    expect(readConfig(oauth).slack).toEqual({
      kind: "oauth",
      clientId: "123.456",
      clientSecret: oauth.SLACK_CLIENT_SECRET,
      stateSecret: oauth.SLACK_STATE_SECRET,
      signingSecret,
      publicUrl: "https://concord.example.com",
      apiUrl: undefined,
    });
  });

  test.each(Object.keys(oauth))("without %s such an app cannot start, and says so", (name) => {
    expect(problemOf({ ...oauth, [name]: "" })).toContain(`${name} is missing`);
  });

  test("such an app has no token of one team", () => {
    const problem = problemOf({ ...oauth, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken });
    expect(problem).toContain("SLACK_BOT_TOKEN is for the app of one team");
    expect(problem).toContain("SLACK_APP_TOKEN is for the app of one team");
  });
});
