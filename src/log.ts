import { pino } from "pino";
import type { Config } from "./config.ts";

/** The app's log: structured, one line an entry, without secrets. */
export type Log = pino.Logger;

export interface LogOptions {
  readonly level: Config["logLevel"];
  /** Where lines go; standard error by default. */
  readonly write?: (line: string) => void;
  /** Whether a person reads along: then lines are short instead of JSON. */
  readonly isTerminal?: boolean;
}

/** Fields that hold a secret, wherever in an entry. */
const secretFields = [
  "authorization",
  "token",
  "botToken",
  "appToken",
  "signingSecret",
  "clientSecret",
  "stateSecret",
  "refreshToken",
  "response_url",
  "trigger_id",
];
const hidden = "[hidden]";

/** Secrets inside texts: Slack tokens, response URLs, bearer tokens, OAuth's codes and secrets, passwords in URLs. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app)[-.][\w.-]+/g, hidden],
  [/\bBearer\s+[\w.~+/-]+=*/gi, `Bearer ${hidden}`],
  [/(https?:\/\/hooks\.slack\.com\/)[\w/.-]+/g, `$1${hidden}`],
  // As in a request's body or address, quoted once or, in a text inside JSON, twice.
  [
    /((?:client_secret|refresh_token|access_token|token|code|state|response_url|trigger_id|password)(?:\\*"\s*:\s*\\*"|=))[^"\\&\s]+/g,
    `$1${hidden}`,
  ],
  [/(\w+:\/\/[^\s:/@"]*:)[^\s@"]+(@)/g, `$1${hidden}$2`],
];

/** Gives a log that writes to standard error. */
export function createLog({
  level,
  write = (line) => process.stderr.write(line),
  isTerminal = process.stderr.isTTY === true,
}: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: hidden,
      },
    },
    {
      write: (line: string) => {
        const clean = secretTexts.reduce((text, [secret, instead]) => text.replaceAll(secret, instead), line);
        write(isTerminal ? terse(clean) : clean);
      },
    },
  );
}

/** Gives an entry as people read it: `09:00:01 warn  The channel is archived  channel=C1`. */
function terse(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const stack = typeof err === "object" && err !== null && "stack" in err ? `\n${err.stack}` : "";
  const clock = String(time).slice(11, 19);
  return `${[clock, String(level).padEnd(5), msg, ...fields].filter(Boolean).join(" ")}${stack}\n`;
}
