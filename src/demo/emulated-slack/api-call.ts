import type { IncomingMessage } from "node:http";

export type Fields = Readonly<Record<string, unknown>>;

/** One call of Slack's Web API: method, arguments (JSON arguments already parsed) and the caller's token. */
export interface ApiCall {
  readonly method: string;
  readonly params: Fields;
  readonly token: string;
}

/** What the Web API answers. `ok: false` comes with `error`, as in Slack. */
export type ApiAnswer = Fields & { readonly ok: boolean; readonly error?: string };

export const refusal = (error: string, ...messages: readonly string[]): ApiAnswer => ({
  ok: false,
  error,
  ...(messages.length > 0 ? { response_metadata: { messages } } : {}),
});

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

export const listOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const jsonArguments = new Set(["attachments", "blocks", "files", "metadata", "view"]);

/** Reads a Web API request, form or JSON, the way Slack does. */
export function readApiCall(request: IncomingMessage, url: URL, body: string): ApiCall {
  const json = request.headers["content-type"]?.includes("application/json") === true;
  const sent: Fields = json ? fieldsOf(parsed(body)) : Object.fromEntries(new URLSearchParams(body));
  const params: Record<string, unknown> = { ...Object.fromEntries(url.searchParams), ...sent };
  for (const name of jsonArguments) {
    if (typeof params[name] === "string" && params[name] !== "") params[name] = parsed(params[name]);
  }
  const { token: inBody, ...rest } = params;
  const inHeader = request.headers.authorization?.replace(/^Bearer\s+/i, "");
  return { method: url.pathname.slice("/api/".length), params: rest, token: inHeader ?? textOf(inBody) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
