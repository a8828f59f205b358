import { z } from "zod";
import type { ReadRequest } from "../source.ts";
import type { Row, SalesforceApi } from "./api.ts";
import { type BulkPage, type BulkPlace, isJobGone, openBulkQuery, readBulkPage } from "./bulk.ts";

/** The objects that are read by their time of change. */
export const readObjects = ["Lead", "Opportunity", "Task", "Event"] as const;
export type ReadObject = (typeof readObjects)[number];

/** Where one object has arrived: in its first load, or after it. */
const place = z.union([
  /** The first load goes on here; changes are read from `began` on. */
  z.object({ job: z.string(), locator: z.string().nullable(), began: z.string() }),
  z.object({ since: z.string() }),
]);
export const cursorSchema = z.object({
  Lead: place.optional(),
  Opportunity: place.optional(),
  Task: place.optional(),
  Event: place.optional(),
  /** The newest change of who is behind an opportunity that was looked at, which is after the opportunities. */
  OpportunityContactRole: z.object({ since: z.string() }).optional(),
});
export type Cursor = z.infer<typeof cursorSchema>;

export interface Found {
  readonly rows: readonly Row[];
  readonly at: z.infer<typeof place>;
  /** Whether the first load has come to its end with these. */
  readonly isLast: boolean;
}

interface Asked {
  readonly object: ReadObject;
  readonly fields: readonly string[];
  /** Which rows of the object are wanted at all; null: all. */
  readonly where: string | null;
}

/** Rows that make one batch. */
const batchSize = 2000;

/**
 * Gives an object's rows, also the deleted ones: all of them by a bulk query at first, then what changed, oldest change
 * first, with a look back for changes that were under way when the last reading passed.
 */
export async function* rowsOf(
  api: SalesforceApi,
  { object, fields, where }: Asked,
  { cursor, request }: { readonly cursor: Cursor; readonly request: ReadRequest },
): AsyncIterable<Found> {
  const select = `SELECT ${fields.join(", ")} FROM ${object}`;
  const known = cursor[object];
  if (known !== undefined && "since" in known) {
    const from = new Date(Date.parse(known.since) - request.lookBack).toISOString();
    const conditions = [`SystemModstamp >= ${from}`, ...(where === null ? [] : [where])].join(" AND ");
    const soql = `${select} WHERE ${conditions} ORDER BY SystemModstamp, Id`;
    let newest = known.since;
    for await (const rows of api.query(soql, { withDeleted: true })) {
      for (const { SystemModstamp } of rows) {
        if (SystemModstamp && Date.parse(SystemModstamp) > Date.parse(newest)) newest = SystemModstamp;
      }
      yield { rows, at: { since: newest }, isLast: false };
    }
    return;
  }
  const anew = async () => {
    const opened = await openBulkQuery(api, `${select}${where === null ? "" : ` WHERE ${where}`}`);
    return { ...opened, began: earlier(opened.created, request.now) };
  };
  let { began, ...next }: BulkPlace & { readonly began: string } = known ?? (await anew());
  for (;;) {
    let page: BulkPage;
    try {
      page = await readBulkPage(api, next, request.signal);
    } catch (error) {
      // One that an earlier sync began; nothing else can be gone on with.
      if (next.job !== known?.job || !isJobGone(error)) throw error;
      ({ began, ...next } = await anew());
      continue;
    }
    const here = { job: next.job, locator: next.locator, began };
    for (let at = 0; at < page.rows.length || at === 0; at += batchSize) {
      const rows = page.rows.slice(at, at + batchSize);
      const isEnd = at + batchSize >= page.rows.length;
      const after = page.next === null ? { since: began } : { ...page.next, began };
      yield { rows, at: isEnd ? after : here, isLast: isEnd && page.next === null };
    }
    if (page.next === null) return;
    next = page.next;
  }
}

/** Changes are dated by the org's clock; ours may be ahead of it. */
function earlier(created: string, now: Date): string {
  return new Date(Math.min(Date.parse(created), now.getTime())).toISOString();
}
