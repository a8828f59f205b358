import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "@hubspot/api-client";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { SourceOpening } from "../source.ts";
import type { HubSpotConfig } from "./config.ts";

export interface HubSpotCall {
  readonly method: "GET" | "POST";
  /** With its leading slash, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Searches have a limit of their own, of five a second. */
  readonly isSearch?: boolean;
}

/** Calls HubSpot until it answers, and gives what it said as the schema reads it. */
export type HubSpotApi = <T>(call: HubSpotCall, schema: z.ZodType<T>, signal: AbortSignal) => Promise<T>;

const mostTries = 8;
const longestWait = 60_000;
const searchSpacing = 260;
const tenSeconds = 10_000;

const refusal = z.object({
  message: z.string().default(""),
  category: z.string().optional(),
  policyName: z.string().optional(),
});
type Refusal = z.infer<typeof refusal>;
const renewed = z.object({ access_token: z.string(), refresh_token: z.string().optional() });

/**
 * Gives the way to HubSpot: bearer tokens (renewed when they are OAuth's), rate limits with and without
 * `Retry-After`, and passing faults. Throws `hubspot-token-refused`, `hubspot-scope-missing`, `hubspot-daily-limit`,
 * `hubspot-refused` and `hubspot-unreachable`.
 */
export function hubSpotApi(
  config: Pick<HubSpotConfig, "url" | "version" | "calls_per_ten_seconds">,
  { secrets, log, clock, keepSecret }: Pick<SourceOpening, "secrets" | "log" | "clock" | "keepSecret">,
): HubSpotApi {
  let made: Promise<Client> | null = null;
  const connected = (): Promise<Client> => {
    made ??= connect(config.url, secrets.access_token ?? "");
    return made;
  };
  const oauth = { clientId: secrets.client_id, clientSecret: secrets.client_secret };
  let refreshToken = secrets.refresh_token;
  const turnAt = { search: 0, any: 0 };

  async function turn(isSearch: boolean, signal: AbortSignal): Promise<void> {
    const now = clock().getTime();
    const spacing = config.calls_per_ten_seconds === 0 ? 0 : tenSeconds / config.calls_per_ten_seconds;
    const searchTurn = config.calls_per_ten_seconds === 0 ? 0 : searchSpacing;
    const at = Math.max(now, turnAt.any, isSearch ? turnAt.search : 0);
    turnAt.any = at + spacing;
    if (isSearch) turnAt.search = at + searchTurn;
    if (at > now) await pause(at - now, undefined, { signal });
  }

  async function renew(): Promise<boolean> {
    if (!refreshToken || !oauth.clientId || !oauth.clientSecret) return false;
    const client = await connected();
    const response = await client.apiRequest({
      method: "POST",
      path: `/oauth/${config.version}/token`,
      authType: "none",
      defaultJson: false,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: oauth.clientId,
        client_secret: oauth.clientSecret,
        refresh_token: refreshToken,
      }).toString(),
    });
    if (!response.ok) return false;
    const token = renewed.parse(await response.json());
    client.setAccessToken(token.access_token);
    if (token.refresh_token && token.refresh_token !== refreshToken) {
      refreshToken = token.refresh_token;
      await keepSecret?.("refresh_token", token.refresh_token);
    }
    return true;
  }

  async function send({ method, path, query, body }: HubSpotCall): Promise<Response | null> {
    const client = await connected();
    try {
      return await client.apiRequest({
        method,
        path,
        ...(query ? { qs: query } : {}),
        ...(body ? { body } : {}),
      });
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  return async (call, schema, signal) => {
    if (!secrets.access_token && !(await renew())) throw tokenRefused();
    let renewedOnce = false;
    for (let attempt = 1; ; attempt += 1) {
      await turn(call.isSearch === true, signal);
      signal.throwIfAborted();
      const response = await send(call);
      if (response?.ok) return schema.parse(await response.json());
      const said: Refusal = response ? await refusalOf(response) : { message: "" };
      if (response?.status === 401 && !renewedOnce) {
        renewedOnce = true;
        if (await renew()) continue;
      }
      const passes = response === null || response.status === 429 || response.status >= 500;
      if (!passes || said.policyName === "DAILY" || attempt >= mostTries) throw refused(call, response, said);
      const wait = waitAfter(response, attempt);
      log(
        `HubSpot ${response === null ? "cannot be reached" : `answers ${response.status}`}; again in ${wait / 1000} s`,
      );
      await pause(wait, undefined, { signal });
    }
  };
}

/** The client is large: only a process that reads a HubSpot loads it. */
async function connect(basePath: string, accessToken: string): Promise<Client> {
  const { Client } = await import("@hubspot/api-client");
  return new Client({ basePath, accessToken });
}

async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    return refusal.parse(JSON.parse(text));
  } catch {
    return { message: "" };
  }
}

/** As long as HubSpot says; else a second, doubled each time. */
function waitAfter(response: Response | null, attempt: number): number {
  const told = Number(response?.headers.get("retry-after") ?? Number.NaN);
  const own = 1000 * 2 ** (attempt - 1);
  return Math.min(longestWait, Number.isFinite(told) ? told * 1000 : own);
}

function refused(call: HubSpotCall, response: Response | null, { message, policyName }: Refusal): UserError {
  if (response === null) {
    return new UserError({
      code: "hubspot-unreachable",
      what: "HubSpot cannot be reached.",
      next: "Check this machine's way to the internet; the sync goes on where it ended.",
    });
  }
  switch (response.status) {
    case 401:
      return tokenRefused();
    case 403:
      return new UserError({
        code: "hubspot-scope-missing",
        what: `HubSpot does not let this token read ${call.path}.`,
        next: "Give the service key or app the scopes crm.objects.contacts.read, crm.objects.deals.read, crm.objects.companies.read, for sales touches sales-email-read, and for exchange rates settings.currencies.read.",
      });
    case 429:
      return new UserError({
        code: policyName === "DAILY" ? "hubspot-daily-limit" : "hubspot-rate-limit",
        what:
          policyName === "DAILY"
            ? "HubSpot's daily limit of calls is used up."
            : "HubSpot takes no more calls now.",
        next: "The sync goes on where it ended at its next time; let it run less often if this comes again.",
      });
    default:
      return new UserError({
        code: "hubspot-refused",
        what: `HubSpot answers ${response.status} to ${call.path}${message ? `: ${message.slice(0, 200)}` : ""}.`,
        next:
          response.status >= 500
            ? "Try again later."
            : "Check the mapping's property names and the version of the API.",
      });
  }
}

function tokenRefused(): UserError {
  return new UserError({
    code: "hubspot-token-refused",
    what: "HubSpot refuses the token.",
    next: "Make a service key (Settings > Integrations > Service keys), and give it anew: source secret NAME --secret-env access_token=VARIABLE.",
  });
}
