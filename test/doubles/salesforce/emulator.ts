import { createEmulator, defineEmulator } from "emulate";
import {
  evaluate,
  fieldsNamed,
  MalformedQuery,
  parseSoql,
  type Query,
  type Row,
  type Value,
} from "./soql.ts";
import type { SalesforceState } from "./state.ts";

export interface SalesforceOptions {
  readonly state: SalesforceState;
  readonly version?: string;
  /** The org's clock, in ISO 8601 and UTC. */
  readonly now?: () => string;
  /** Rows in a page of a query; Salesforce gives 2,000. */
  readonly pageSize?: number;
  /** How often a bulk job is asked for before it is complete. */
  readonly pollsOfBulkJob?: number;
  /** Rows in a page of a bulk job's results. */
  readonly bulkPageSize?: number;
  readonly interfere?: (call: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
  }) => Response | null;
}

export interface SalesforceDouble {
  readonly url: string;
  readonly state: SalesforceState;
  readonly calls: Map<string, number>;
  close(): Promise<void>;
}

const longestUrl = 16_384;
const longestQuery = 100_000;
const parents: Readonly<Record<string, string>> = {
  Campaign: "CampaignId",
  ContentDocument: "ContentDocumentId",
};

interface Job {
  readonly id: string;
  readonly operation: string;
  readonly rows: readonly Row[];
  readonly query: Query;
  polls: number;
}

/** Starts a Salesforce on this machine: queries, bulk queries, sign-in, limits and errors as its documentation has them. */
export async function startSalesforce(options: SalesforceOptions): Promise<SalesforceDouble> {
  const { version = "67.0", pageSize = 2000, pollsOfBulkJob = 1, bulkPageSize = 50_000, interfere } = options;
  const { now = () => new Date().toISOString() } = options;
  const live = options.state;
  const calls = new Map<string, number>();
  const cursors = new Map<string, { readonly query: Query; readonly rows: readonly Row[] }>();
  const jobs = new Map<string, Job>();
  const base = `/services/data/v${version}`;
  const definition = defineEmulator<{ readonly clientId: string }>({
    name: "salesforce",
    state: () => ({ clientId: live.clientId }),
    setup({ app, baseUrl }) {
      app.use("*", async (c, next) => {
        const { method, path } = c.req;
        calls.set(path.replace(/\/01g\w+(?:-\d+)?$/, ""), (calls.get(path) ?? 0) + 1);
        const instead = interfere?.({ method, path, query: c.req.query("q") ?? "" });
        if (instead) return instead;
        if (c.req.url.length > longestUrl) return c.text("URI Too Long", 414);
        if (path.startsWith("/services/oauth2/")) return next();
        if (c.req.header("authorization") !== `Bearer ${live.accessToken}`) {
          return refusal(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        live.callsToday += 1;
        if (live.callsToday > live.callsPerDay) {
          return refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        c.header("Sforce-Limit-Info", `api-usage=${live.callsToday}/${live.callsPerDay}`);
        return next();
      });

      app.post("/services/oauth2/token", async (c) => {
        const form = await c.req.parseBody();
        if (form.client_id !== live.clientId || form.client_secret !== live.clientSecret) {
          return c.json({ error: "invalid_client", error_description: "invalid client credentials" }, 400);
        }
        live.accessToken = `00Dxx0000001gPL!${Object.keys(live.objects).length}.${calls.size}.${live.callsToday}`;
        return c.json({
          access_token: live.accessToken,
          instance_url: baseUrl.replace(/\/$/, ""),
          id: `${baseUrl}/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS`,
          token_type: "Bearer",
          scope: "api",
          issued_at: String(Date.now()),
          signature: "c2lnbmVk",
        });
      });

      const run = (soql: string | undefined, isAll: boolean) => {
        if (soql === undefined || soql.length > longestQuery)
          throw new MalformedQuery("A query string has to be specified");
        return found(live, parseSoql(soql), isAll);
      };
      const opened = (id: string, operation: string, object: string) => ({
        id,
        operation,
        object,
        createdById: "0055fEXAMPLEtG4AAM",
        createdDate: now().replace("Z", "+0000"),
        systemModstamp: now().replace("Z", "+0000"),
        state: "UploadComplete",
        concurrencyMode: "Parallel",
        contentType: "CSV",
        apiVersion: Number(version),
        lineEnding: "LF",
        columnDelimiter: "COMMA",
      });
      const guarded = (answer: () => Response): Response => {
        try {
          return answer();
        } catch (error) {
          if (error instanceof MalformedQuery) return refusal(400, codeOf(error), error.message);
          throw error;
        }
      };
      const page = (cursorId: string, offset: number): Response => {
        const cursor = cursors.get(cursorId);
        if (!cursor) return refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        const end = offset + pageSize;
        const isDone = end >= cursor.rows.length;
        return Response.json({
          totalSize: cursor.rows.length,
          done: isDone,
          ...(isDone ? {} : { nextRecordsUrl: `${base}/query/${cursorId}-${end}` }),
          records: cursor.rows.slice(offset, end).map((row) => shown(live, cursor.query, row)),
        });
      };
      for (const [path, isAll] of [
        [`${base}/query`, false],
        [`${base}/queryAll`, true],
      ] as const) {
        app.get(path, (c) =>
          guarded(() => {
            const { query, rows } = run(c.req.query("q"), isAll);
            const id = `01g${String(cursors.size + 1).padStart(15, "0")}`;
            cursors.set(id, { query, rows });
            return page(id, 0);
          }),
        );
      }
      app.get(`${base}/query/:locator`, (c) => {
        const [id = "", offset = "0"] = c.req.param("locator").split("-");
        return page(id, Number(offset));
      });

      app.post(`${base}/jobs/query`, async (c) => {
        const { operation, query: soql } = await c.req.json<{ operation: string; query: string }>();
        return guarded(() => {
          const { query, rows } = run(soql, operation === "queryAll");
          const id = `750gK${String(jobs.size + 1).padStart(10, "0")}QAA`;
          jobs.set(id, { id, operation, rows, query, polls: 0 });
          return Response.json(opened(id, operation, query.from));
        });
      });
      app.get(`${base}/jobs/query/:id`, (c) => {
        const job = jobs.get(c.req.param("id"));
        if (!job) return refusal(404, "NOT_FOUND", "The requested resource does not exist");
        job.polls += 1;
        const isComplete = job.polls > pollsOfBulkJob;
        return c.json({
          ...opened(job.id, job.operation, job.query.from),
          state: isComplete ? "JobComplete" : "InProgress",
          jobType: "V2Query",
          numberRecordsProcessed: isComplete ? job.rows.length : 0,
          retries: 0,
          totalProcessingTime: isComplete ? 334 : 0,
          isPkChunkingSupported: true,
        });
      });
      app.get(`${base}/jobs/query/:id/results`, (c) => {
        const job = jobs.get(c.req.param("id"));
        if (!job) return refusal(404, "NOT_FOUND", "The requested resource does not exist");
        if (job.polls <= pollsOfBulkJob) {
          return refusal(
            412,
            "JOB_NOT_COMPLETE",
            "can only download query results of successfully completed bulk job with status: JOB_COMPLETE. Current status: IN_PROGRESS",
          );
        }
        const offset = Number(c.req.query("locator") ?? 0);
        const end = offset + Math.min(bulkPageSize, Number(c.req.query("maxRecords") ?? bulkPageSize));
        const lines = job.rows
          .slice(offset, end)
          .map((row) =>
            job.query.fields.map((field) => csvCell(valueAt(live, job.query.from, row, field))).join(","),
          );
        return c.text(`${[job.query.fields.map(csvCell).join(","), ...lines].join("\n")}\n`, 200, {
          "content-type": "text/csv",
          "Sforce-Locator": end < job.rows.length ? String(end) : "null",
          "Sforce-NumberOfRecords": String(lines.length),
        });
      });
      app.get(`${base}/sobjects/:name/describe`, (c) => {
        const fields = live.fields[c.req.param("name")];
        if (!fields) return refusal(404, "NOT_FOUND", "The requested resource does not exist");
        return c.json({ name: c.req.param("name"), fields: fields.map((name) => ({ name, label: name })) });
      });
    },
  });
  const running = await createEmulator({ service: definition, port: 0 });
  return { url: running.url.replace(/\/$/, ""), state: live, calls, close: () => running.close() };
}

function refusal(status: number, errorCode: string, message: string): Response {
  return Response.json([{ message, errorCode }], { status });
}

function codeOf({ message }: MalformedQuery): string {
  if (message.startsWith("No such column")) return "INVALID_FIELD";
  if (message.startsWith("sObject type")) return "INVALID_TYPE";
  return "MALFORMED_QUERY";
}

function found(
  live: SalesforceState,
  query: Query,
  isAll: boolean,
): { readonly query: Query; readonly rows: readonly Row[] } {
  const { from } = query;
  const rows = live.objects[from];
  const fields = live.fields[from];
  if (!rows || !fields) throw new MalformedQuery(`sObject type '${from}' is not supported.`);
  for (const field of fieldsNamed(query)) {
    const [parent, child] = field.split(".");
    const isKnown =
      child === undefined
        ? fields.includes(field)
        : fields.includes(parents[parent ?? ""] ?? "") && live.fields[parent ?? ""]?.includes(child);
    if (!isKnown) throw new MalformedQuery(`No such column '${field}' on entity '${from}'`);
  }
  if (from === "ContentDocumentLink" && !isNarrowed(query)) {
    throw new MalformedQuery(
      "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
    );
  }
  const alive = isAll ? rows : rows.filter(({ IsDeleted }) => IsDeleted !== true);
  return { query, rows: evaluate(query, alive, (row, field) => valueAt(live, from, row, field)) };
}

function isNarrowed({ where }: Query): boolean {
  const tests =
    where === null ? [] : where.kind === "test" ? [where] : where.kind === "and" ? where.parts : [];
  return tests.some(
    (test) =>
      test.kind === "test" &&
      ["=", "IN"].includes(test.operator) &&
      ["ContentDocumentId", "LinkedEntityId"].includes(test.field),
  );
}

/** Parents are looked up by id once per state of their rows. */
const byId = new WeakMap<
  readonly Row[],
  { readonly count: number; readonly rows: ReadonlyMap<Value, Row> }
>();

function valueAt(live: SalesforceState, _from: string, row: Row, field: string): Value {
  const [parent = "", child] = field.split(".");
  if (child === undefined) return row[field] ?? null;
  const rows = live.objects[parent] ?? [];
  let known = byId.get(rows);
  if (!known || known.count !== rows.length) {
    known = { count: rows.length, rows: new Map(rows.map((each) => [each.Id ?? null, each])) };
    byId.set(rows, known);
  }
  return known.rows.get(row[parents[parent] ?? ""] ?? null)?.[child] ?? null;
}

/** REST tells moments with an offset of its own. */
function shown(live: SalesforceState, { from, fields }: Query, row: Row): object {
  const record: Record<string, unknown> = {
    attributes: { type: from, url: `/sobjects/${from}/${String(row.Id)}` },
  };
  for (const field of fields) {
    const value = valueAt(live, from, row, field);
    const told = typeof value === "string" && /T.*Z$/.test(value) ? value.replace("Z", "+0000") : value;
    const [parent = "", child] = field.split(".");
    if (child === undefined) record[field] = told;
    else record[parent] = row[parents[parent] ?? ""] ? { attributes: { type: parent }, [child]: told } : null;
  }
  return record;
}

function csvCell(value: Value): string {
  return `"${value === null ? "" : String(value).replaceAll('"', '""')}"`;
}
