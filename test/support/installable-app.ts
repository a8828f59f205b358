import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { createLog, type Log } from "../../src/log.ts";
import { secretBox } from "../../src/secrets.ts";
import type { OAuthConnection } from "../../src/slack/app.ts";
import type { RunningApp } from "../../src/slack/run-app.ts";
import { startInstallableApp } from "../../src/slack/start-installable.ts";
import type { Store } from "../../src/store/database.ts";

/** Gives a port that is free now, for addresses that have to be known before somebody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

export const secretKey = new Uint8Array(randomBytes(32));

/** Everything that the app logged, as it would stand on standard error. */
export function keptLog(): { readonly log: Log; readonly text: () => string } {
  let text = "";
  const log = createLog({
    level: "trace",
    isTerminal: false,
    write: (line) => {
      text += line;
    },
  });
  return { log, text: () => text };
}

export interface InstallableParts {
  readonly store: Store;
  readonly port: number;
  readonly apiUrl: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly signingSecret: string;
  readonly log: Log;
  readonly now?: () => Date;
}

export const stateSecret = "what the state is signed with, for tests";

export function startInstallable(parts: InstallableParts): Promise<RunningApp> {
  const connection: OAuthConnection = {
    kind: "oauth",
    clientId: parts.client.id,
    clientSecret: parts.client.secret,
    stateSecret,
    signingSecret: parts.signingSecret,
    publicUrl: `http://127.0.0.1:${parts.port}`,
    apiUrl: parts.apiUrl,
  };
  return startInstallableApp({
    connection,
    port: parts.port,
    store: parts.store,
    secrets: secretBox([secretKey]),
    // Nothing that these tests do draws a picture.
    renderer: { render: async () => Promise.reject(new Error("no pictures here")) },
    log: parts.log,
    ...(parts.now ? { now: parts.now } : {}),
  });
}

export interface Landing {
  readonly status: number;
  readonly html: string;
}

/** What a browser has after the install page: the way to Slack, with its state, and the cookie that proves it. */
export async function visitInstallPage(
  publicUrl: string,
): Promise<{ readonly authorize: URL; readonly cookie: string }> {
  const page = await fetch(`${publicUrl}/slack/install`);
  const html = await page.text();
  const href = /href="(http[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const cookie = page.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  return { authorize: new URL(href), cookie };
}

/** Allows the installation on Slack's page as one of its people; gives where Slack sends the browser. */
export async function allow(authorize: URL): Promise<URL> {
  const html = await (await fetch(authorize)).text();
  const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(html);
  const fields = new URLSearchParams();
  for (const [input] of (form?.[2] ?? "").matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? "";
    if (name) fields.set(name, value.replaceAll("&amp;", "&"));
  }
  const response = await fetch(new URL(form?.[1] ?? "", authorize), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: fields.toString(),
    redirect: "manual",
  });
  return new URL(response.headers.get("location") ?? "");
}

export async function land(redirected: URL, cookie: string): Promise<Landing> {
  const response = await fetch(redirected, { headers: cookie === "" ? {} : { cookie } });
  return { status: response.status, html: await response.text() };
}

/** Installs the app as a person does, in one browser. */
export async function installAsPerson(publicUrl: string): Promise<Landing> {
  const { authorize, cookie } = await visitInstallPage(publicUrl);
  return land(await allow(authorize), cookie);
}
