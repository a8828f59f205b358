import { createHmac } from "node:crypto";

/** The headers by which Slack proves that a request is its own. */
export interface SignedHeaders {
  readonly "content-type": string;
  readonly "x-slack-request-timestamp": string;
  readonly "x-slack-signature": string;
}

/** Gives the headers for `body`, signed as Slack signs: HMAC-SHA256 over version, time (epoch ms) and raw body. */
export function signedRequest(
  secret: string,
  body: string,
  now: number,
  contentType = "application/x-www-form-urlencoded",
): SignedHeaders {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    "content-type": contentType,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
}

/** What the app answered within Slack's three seconds; `status` 0 says that it did not answer at all. */
export interface AppAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends a signed body to the app and gives its acknowledgement. Slack waits three seconds, and so does this. */
export async function sendSigned(
  url: string,
  secret: string,
  body: string,
  contentType?: string,
): Promise<AppAnswer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...signedRequest(secret, body, Date.now(), contentType) },
      body,
      signal: AbortSignal.timeout(3000),
    });
    return { status: response.status, body: decoded(await response.text()) };
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
