import { z } from "zod";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotConfig } from "./config.ts";
import type { ObjectType } from "./records.ts";

const answer = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.array(
        z.object({
          toObjectId: z.union([z.string(), z.number()]).transform(String),
          associationTypes: z.array(z.object({ label: z.string().nullish() })).default([]),
        }),
      ),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
});

export interface Associated {
  readonly id: string;
  readonly labels: readonly string[];
}

const batchSize = 1000;

/** Gives by id the contacts that records of a type belong to; records without any are left out. */
export async function contactsOf(
  api: HubSpotApi,
  { version }: Pick<HubSpotConfig, "version">,
  type: Exclude<ObjectType, "contacts">,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Associated[]>> {
  const found = new Map<string, Associated[]>();
  let asked: { readonly id: string; readonly after?: string }[] = ids.map((id) => ({ id }));
  while (asked.length > 0) {
    const { results } = await api(
      {
        method: "POST",
        path: `/crm/associations/${version}/${type}/contacts/batch/read`,
        body: { inputs: asked.slice(0, batchSize) },
      },
      answer,
      signal,
    );
    const further: typeof asked = [];
    for (const { from, to, paging } of results) {
      const contacts = to.map(({ toObjectId, associationTypes }) => ({
        id: toObjectId,
        labels: associationTypes.flatMap(({ label }) => label ?? []),
      }));
      found.set(from.id, [...(found.get(from.id) ?? []), ...contacts]);
      if (paging?.next) further.push({ id: from.id, after: paging.next.after });
    }
    asked = [...further, ...asked.slice(batchSize)];
  }
  return found;
}
