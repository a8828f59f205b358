import path from "node:path";
import { z } from "zod";
import { UserError } from "./errors.ts";

/** How Slack reaches us, or that nobody connected one. */
export type SlackConfig =
  | { readonly kind: "demo" }
  | (OneTeam & { readonly kind: "socket"; readonly appToken: string })
  | (OneTeam & { readonly kind: "http"; readonly signingSecret: string })
  | (OAuthClient & { readonly kind: "oauth"; readonly signingSecret: string });

interface SlackApi {
  /** Another Web API than Slack's own; ends with a slash. */
  readonly apiUrl: string | undefined;
}

/** The app of one team, with the token that the team's admin copied. */
interface OneTeam extends SlackApi {
  readonly botToken: string;
}

/** An app that any team can install. */
interface OAuthClient extends SlackApi {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs what proves that an installation ends in the browser in which it began. */
  readonly stateSecret: string;
  /** Where people and Slack reach this server, without a slash at its end. */
  readonly publicUrl: string;
}

export interface Config {
  /** Undefined: a PostgreSQL of our own under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly slack: SlackConfig;
  /** The port that HTTP is served on; 0 takes any free one. */
  readonly port: number;
  /** Absolute path of the folder for everything that this instance keeps. */
  readonly dataDir: string;
  /** Of 32 bytes each: the first encrypts, all decrypt; none: nothing can be stored encrypted. */
  readonly secretKeys: readonly Uint8Array[];
  /** `info` by default; the demo speaks to a person, so its default is `warn`. */
  readonly logLevel: (typeof logLevels)[number];
  /** The shared Slack channel of sales and marketing, by id. */
  readonly channelId: string | undefined;
}

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const secretKeyBytes = 32;

function token(prefix: string, where: string) {
  return z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9-]{6,}$`), {
    error: `must be a token that begins with ${prefix}; copy it whole from ${where}`,
  });
}

const variables = z.object({
  DATABASE_URL: z
    .string()
    .refine((text) => ["postgres:", "postgresql:"].includes(URL.parse(text)?.protocol ?? ""), {
      error: "must be a PostgreSQL URL, such as postgres://user:password@host:5432/concord",
    })
    .optional(),
  SLACK_BOT_TOKEN: token("xoxb-", "your Slack app's page OAuth & Permissions").optional(),
  SLACK_APP_TOKEN: token("xapp-", "your Slack app's page Basic Information, App-Level Tokens").optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^[0-9a-zA-Z]{16,}$/, {
      error: "must be the signing secret from your Slack app's page Basic Information",
    })
    .optional(),
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^\d+\.\d+$/, {
      error: "must be the client id from your Slack app's page Basic Information, such as 123.456",
    })
    .optional(),
  SLACK_CLIENT_SECRET: z
    .string()
    .regex(/^[0-9a-zA-Z]{16,}$/, {
      error: "must be the client secret from your Slack app's page Basic Information",
    })
    .optional(),
  SLACK_STATE_SECRET: z
    .string()
    .min(32, { error: "must be at least 32 characters of your own; make them with: openssl rand -hex 32" })
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: "must be a web address, such as https://slack.com/api/" })
    .transform((url) => (url.endsWith("/") ? url : `${url}/`))
    .optional(),
  CONCORD_PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: "must be this server's web address, such as https://concord.example.com",
    })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: "must be a port number from 0 to 65535" })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: "must be a port number from 0 to 65535" })
    .default(3000),
  CONCORD_DATA_DIR: z.string().default(".concord"),
  CONCORD_SECRET_KEY: z
    .string()
    .transform((text) => text.split(",").map((key) => secretKeyOf(key.trim())))
    .refine((keys) => keys.every((bytes) => bytes.length === secretKeyBytes), {
      error: `must be ${secretKeyBytes} bytes in base64 or hex, or several of these with commas between them; make one with: openssl rand -base64 32`,
    })
    .default([]),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of: ${logLevels.join(", ")}` }).optional(),
  CONCORD_CHANNEL: z
    .string()
    .regex(/^[CG][A-Z0-9]{2,}$/, {
      error: "must be a channel's id, such as C0123456789 (at the bottom of the channel's About page)",
    })
    .optional(),
});
type Variables = z.infer<typeof variables>;

const names = Object.keys(variables.shape) as readonly (keyof Variables)[];
const databaseVariables = variables.pick({ DATABASE_URL: true, CONCORD_DATA_DIR: true });

/**
 * Gives the configuration that the environment describes; a variable that is set to nothing counts as unset. Throws
 * one `bad-configuration` that lists every problem with its mend and repeats no value, since values may be secret.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = givenIn(environment);
  const parsed = variables.safeParse(given);
  const problems = [...problemsOf(parsed.error), ...slackProblems((name) => given[name] !== undefined)];
  if (!parsed.success || problems.length > 0) throw badConfiguration(problems);
  const { data } = parsed;
  const slack = slackOf(data);
  return {
    databaseUrl: data.DATABASE_URL,
    slack,
    port: data.PORT,
    dataDir: path.resolve(data.CONCORD_DATA_DIR),
    secretKeys: data.CONCORD_SECRET_KEY,
    logLevel: data.LOG_LEVEL ?? (slack.kind === "demo" ? "warn" : "info"),
    channelId: data.CONCORD_CHANNEL,
  };
}

/** Gives what a command needs that speaks to the database alone. Throws `bad-configuration` as `readConfig` does. */
export function readDatabaseConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Config, "databaseUrl" | "dataDir"> {
  const parsed = databaseVariables.safeParse(givenIn(environment));
  if (!parsed.success) throw badConfiguration(problemsOf(parsed.error));
  return { databaseUrl: parsed.data.DATABASE_URL, dataDir: path.resolve(parsed.data.CONCORD_DATA_DIR) };
}

function givenIn(environment: Readonly<Record<string, string | undefined>>): Partial<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = environment[name]?.trim();
      return text ? [[name, text]] : [];
    }),
  );
}

function problemsOf(error: z.ZodError | undefined): readonly string[] {
  return error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`) ?? [];
}

function slackOf(data: Variables): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = data;
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  } = data;
  const { SLACK_API_URL: apiUrl, CONCORD_PUBLIC_URL: publicUrl } = data;
  if (botToken && appToken) return { kind: "socket", botToken, appToken, apiUrl };
  if (botToken && signingSecret) return { kind: "http", botToken, signingSecret, apiUrl };
  if (clientId && clientSecret && stateSecret && signingSecret && publicUrl) {
    return { kind: "oauth", clientId, clientSecret, stateSecret, signingSecret, publicUrl, apiUrl };
  }
  return { kind: "demo" };
}

type IsSet = (name: keyof Variables) => boolean;

const oauthClient = ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"] as const;

/** What is wrong with the Slack variables as a set; each by itself is checked by its schema. */
function slackProblems(isSet: IsSet): readonly string[] {
  return oauthClient.some(isSet) ? oauthProblems(isSet) : oneTeamProblems(isSet);
}

/** What an app that any team can install needs besides its client, and why. */
const oauthNeeds = [
  ["SLACK_SIGNING_SECRET", "it is on your Slack app's page Basic Information"],
  ["CONCORD_PUBLIC_URL", "set it to where people reach this server, such as https://concord.example.com"],
  ["CONCORD_SECRET_KEY", "tokens are stored encrypted; make a key with: openssl rand -base64 32"],
] as const;

function oauthProblems(isSet: IsSet): readonly string[] {
  const client = oauthClient
    .filter((name) => !isSet(name))
    .map((name) => `${name} is missing: it belongs to ${oauthClient.filter(isSet).join(" and ")}.`);
  const others = oauthNeeds
    .filter(([name]) => !isSet(name))
    .map(([name, why]) => `${name} is missing: ${why}.`);
  const tokens = (["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"] as const)
    .filter(isSet)
    .map(
      (name) =>
        `${name} is for the app of one team: unset it, or unset ${oauthClient.filter(isSet).join(", ")}.`,
    );
  return [...client, ...others, ...tokens];
}

function oneTeamProblems(isSet: IsSet): readonly string[] {
  const [bot, app, signing] = [
    isSet("SLACK_BOT_TOKEN"),
    isSet("SLACK_APP_TOKEN"),
    isSet("SLACK_SIGNING_SECRET"),
  ];
  const problems: string[] = [];
  if (!bot && (app || signing || isSet("SLACK_API_URL"))) {
    problems.push("SLACK_BOT_TOKEN is missing: set it to the token that begins with xoxb-.");
  }
  if (app && signing) {
    problems.push(
      "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: keep the app token for Socket Mode, or the signing secret for HTTP, and unset the other.",
    );
  }
  if (bot && !app && !signing) {
    problems.push(
      "SLACK_APP_TOKEN is missing: set it to the token that begins with xapp- (Socket Mode), or set SLACK_SIGNING_SECRET (HTTP).",
    );
  }
  return problems;
}

function badConfiguration(problems: readonly string[]): UserError {
  const [only, second] = problems;
  return new UserError({
    code: "bad-configuration",
    what:
      only && !second
        ? `The environment cannot be used: ${only}`
        : `The environment has ${problems.length} problems:\n${problems.map((problem) => `- ${problem}`).join("\n")}`,
    next: "Mend it and start again; with no Slack variable set, Concord starts its demo.",
  });
}

function secretKeyOf(text: string): Uint8Array {
  const encoding = /^[0-9a-f]{64}$/i.test(text) ? "hex" : "base64";
  return new Uint8Array(Buffer.from(text, encoding));
}
