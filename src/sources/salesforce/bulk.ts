import { setTimeout as pause } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { Row, SalesforceApi } from "./api.ts";

/** A bulk query under way, and where its results were read to. */
export interface BulkPlace {
  readonly job: string;
  /** Null: from the first row. */
  readonly locator: string | null;
}

export interface BulkPage {
  readonly rows: readonly Row[];
  /** Where the next page begins; null: this was the last. */
  readonly next: BulkPlace | null;
}

const opened = z.object({ id: z.string(), createdDate: z.string() });
const state = z.object({ state: z.string() });
const bulkFailed = "salesforce-bulk-failed";

/** Whether an error says that a job cannot be read any more: it failed, or lies longer back than seven days. */
export function isJobGone(error: unknown): boolean {
  return (
    error instanceof UserError && (error.code === bulkFailed || error.code === "salesforce-no-such-thing")
  );
}

const rowsInPage = 10_000;
const longestWait = 30_000;

/**
 * Begins a bulk query (Bulk API 2.0), also of what was deleted, and says when that was by the org's clock. Its results
 * can be read for seven days.
 */
export async function openBulkQuery(
  { connection, attempt }: SalesforceApi,
  soql: string,
): Promise<BulkPlace & { readonly created: string }> {
  const answer = await attempt(() =>
    connection.requestPost("/jobs/query", { operation: "queryAll", query: soql }),
  );
  const { id, createdDate } = opened.parse(answer);
  return { job: id, locator: null, created: createdDate };
}

/**
 * Gives the next page of a bulk query, once it is complete. Pages are fetched one at a time, which the client's own
 * reader cannot do: it reads all of them before it gives the first.
 */
export async function readBulkPage(
  { connection, attempt }: SalesforceApi,
  { job, locator }: BulkPlace,
  signal: AbortSignal,
): Promise<BulkPage> {
  await untilComplete(job, { connection, attempt }, signal);
  const url = new URL(
    `/services/data/v${connection.version}/jobs/query/${job}/results`,
    connection.instanceUrl,
  );
  url.searchParams.set("maxRecords", String(rowsInPage));
  if (locator !== null) url.searchParams.set("locator", locator);
  const { text, next } = await attempt(async () => {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${connection.accessToken}`, accept: "text/csv" },
      signal,
    });
    if (response.status === 401) {
      // The client renews its token with a call of its own; then this one is passing.
      await connection.requestGet(`/jobs/query/${job}`);
      throw Object.assign(new Error("the session ended"), { code: "ECONNRESET" });
    }
    if (!response.ok) throw Object.assign(new Error("no results"), { code: `ERROR_HTTP_${response.status}` });
    return { text: await response.text(), next: response.headers.get("sforce-locator") };
  });
  const rows = rowsSchema.parse(parse(text, { columns: true, cast: (value) => value || null }));
  return { rows, next: next === null || next === "null" ? null : { job, locator: next } };
}

const rowsSchema = z.array(z.record(z.string(), z.string().nullable()));

async function untilComplete(
  job: string,
  { connection, attempt }: Pick<SalesforceApi, "connection" | "attempt">,
  signal: AbortSignal,
): Promise<void> {
  for (let wait = 500; ; wait = Math.min(longestWait, wait * 2)) {
    const told = state.parse(await attempt(() => connection.requestGet(`/jobs/query/${job}`)));
    if (told.state === "JobComplete") return;
    if (told.state === "Failed" || told.state === "Aborted") {
      throw new UserError({
        code: bulkFailed,
        what: `Salesforce ended the first load's query (${told.state}).`,
        next: "The next sync begins it again; see Setup > Bulk Data Load Jobs for why.",
      });
    }
    await pause(wait, undefined, { signal });
  }
}
