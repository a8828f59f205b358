import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "@jsforce/jsforce-node";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { SourceOpening } from "../source.ts";
import type { SalesforceConfig } from "./config.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** A row of a query; a parent's fields are told with a dot. Every value as text, as CSV would tell it. */
export type Row = Readonly<Record<string, string | null>>;

const record = z.record(z.string(), z.union([scalar, z.record(z.string(), z.unknown())]));
const page = z.object({ records: z.array(record), nextRecordsUrl: z.string().optional(), done: z.boolean() });
const described = z.object({ fields: z.array(z.object({ name: z.string() })) });
const problem = z.object({
  errorCode: z.string().optional(),
  name: z.string().optional(),
  message: z.string().default(""),
});

/** The way to one org. */
export interface SalesforceApi {
  /** Pages of up to 2,000 rows; `withDeleted` also gives what lies in the recycle bin. */
  query(soql: string, options?: { readonly withDeleted?: boolean }): AsyncIterable<readonly Row[]>;
  /** All rows of a query that finds few. */
  rows(soql: string): Promise<readonly Row[]>;
  /** The names of an object's fields; null: the org, or the user, has no such object. */
  fields(object: string): Promise<ReadonlySet<string> | null>;
  readonly connection: Connection;
  /** Does what calls Salesforce until it is done; passing faults are waited out. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
}

const mostTries = 7;
const passing =
  /^(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|ERROR_HTTP_(?:420|429|5\d\d)|SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW|QUERY_TIMEOUT|UND_ERR.*)$/;

/**
 * Gives the way to an org for a connected app of its own (client credentials). Throws `salesforce-sign-in-refused`,
 * `salesforce-limit`, `salesforce-refused` and `salesforce-unreachable`.
 */
export async function salesforceApi(
  config: Pick<SalesforceConfig, "url" | "version" | "stop_at_share">,
  { secrets, log }: Pick<SourceOpening, "secrets" | "log">,
  signal: AbortSignal,
): Promise<SalesforceApi> {
  // The client is large: only a process that reads a Salesforce loads it.
  const { Connection } = await import("@jsforce/jsforce-node");
  let refusedSignIn: UserError | null = null;
  const connection = new Connection({
    instanceUrl: config.url.replace(/\/$/, ""),
    loginUrl: config.url.replace(/\/$/, ""),
    version: config.version,
    oauth2: {
      loginUrl: config.url.replace(/\/$/, ""),
      clientId: secrets.client_id ?? "",
      clientSecret: secrets.client_secret ?? "",
    },
    propagators: ["none"],
    refreshFn: (conn, done) => {
      const { clientId, clientSecret } = conn.oauth2;
      conn.oauth2
        .requestToken({
          grant_type: "client_credentials",
          client_id: clientId ?? "",
          client_secret: clientSecret ?? "",
        })
        .then(
          (token) => done(null, token.access_token, token),
          (error: Error) => {
            refusedSignIn = signInRefused(error);
            done(refusedSignIn);
          },
        );
    },
  });

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      leaveRoom(connection, config.stop_at_share);
      try {
        return await work();
      } catch (error) {
        if (error instanceof UserError) throw error;
        // The client tells of a refused sign-in only as of an error among others.
        if (refusedSignIn) throw refusedSignIn;
        const { errorCode, name, message } = problem.parse(error);
        const code = errorCode ?? codeOf(error) ?? name ?? "";
        if (!passing.test(code) || tries >= mostTries) throw refused(code, message, error);
        const wait = Math.min(60, 2 ** (tries - 1));
        log(`Salesforce answers ${code}; again in ${wait} s`);
        await pause(wait * 1000, undefined, { signal });
      }
    }
  }

  async function* query(soql: string, { withDeleted = false } = {}): AsyncIterable<readonly Row[]> {
    const path = `/services/data/v${config.version}/${withDeleted ? "queryAll" : "query"}?q=${encodeURIComponent(soql)}`;
    for (let url: string | undefined = path; url !== undefined; ) {
      const asked: string = url;
      const answer: z.infer<typeof page> = page.parse(await attempt(() => connection.requestGet(asked)));
      yield answer.records.map(flat);
      url = answer.nextRecordsUrl;
    }
  }

  return {
    connection,
    attempt,
    query,
    async rows(soql) {
      const all: Row[] = [];
      for await (const some of query(soql)) all.push(...some);
      return all;
    },
    async fields(object) {
      try {
        const answer = await attempt(() => connection.requestGet(`/sobjects/${object}/describe`));
        return new Set(described.parse(answer).fields.map(({ name }) => name));
      } catch (error) {
        if (error instanceof UserError && error.code === "salesforce-no-such-thing") return null;
        throw error;
      }
    },
  };
}

function flat(record: z.infer<typeof page>["records"][number]): Row {
  const row: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(record)) {
    if (name === "attributes") continue;
    if (typeof value !== "object" || value === null) {
      row[name] = value === null ? null : momentText(String(value));
      continue;
    }
    for (const [child, inner] of Object.entries(value)) {
      if (child !== "attributes") row[`${name}.${child}`] = inner === null ? null : momentText(String(inner));
    }
  }
  return row;
}

/** REST tells an offset of zero as `+0000`. */
function momentText(text: string): string {
  return text.replace(/^(\d{4}-\d{2}-\d{2}T[\d:.]+)\+0000$/, "$1Z");
}

/** Others need the org's calls of the day too. */
function leaveRoom({ limitInfo }: Connection, share: number): void {
  const usage = limitInfo.apiUsage;
  if (!usage || usage.used < share * usage.limit) return;
  throw new UserError({
    code: "salesforce-limit",
    what: `Your org has used ${usage.used} of its ${usage.limit} API calls of the day.`,
    next: "The sync goes on where it ended once there are calls again; raise stop_at_share in its mapping to use more of them.",
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function signInRefused(cause: unknown): UserError {
  return new UserError({
    code: "salesforce-sign-in-refused",
    what: "Salesforce refuses the sign-in.",
    next: "Check the connected app's client id and secret, that its client credentials flow is on and has a user, and the address of your org.",
    cause,
  });
}

function refused(code: string, message: string, cause: unknown): UserError {
  const said = message.split("\n").filter(Boolean).at(-1)?.slice(0, 200) ?? "";
  switch (code) {
    case "INVALID_SESSION_ID":
    case "invalid_client":
    case "invalid_grant":
      return signInRefused(cause);
    case "REQUEST_LIMIT_EXCEEDED":
      return new UserError({
        code: "salesforce-limit",
        what: "Your org's API calls of the day are used up.",
        next: "The sync goes on where it ended once there are calls again.",
        cause,
      });
    case "INVALID_FIELD":
    case "INVALID_TYPE":
    case "NOT_FOUND":
      return new UserError({
        code: "salesforce-no-such-thing",
        what: `Salesforce does not know this, or its user may not see it: ${said}.`,
        next: "Give the integration's user read access to it, or change the mapping.",
        cause,
      });
    default:
      return new UserError({
        code: passing.test(code) ? "salesforce-unreachable" : "salesforce-refused",
        what: `Salesforce answers ${code || "an error"}${said ? `: ${said}` : ""}.`,
        next: "Try again later; the sync goes on where it ended.",
        cause,
      });
  }
}
