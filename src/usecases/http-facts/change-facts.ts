import { factKinds } from "../../funnel/facts.ts";
import type { GoneFact, MergedFact } from "../../sources/source.ts";
import type { Store } from "../../store/database.ts";
import { lockKinds } from "../../store/facts.ts";
import { mergeFactIds } from "../../store/facts-merging.ts";
import { removeFacts } from "../../store/facts-removal.ts";

/** Removes one fact with what says nothing without it; gives how many there were: 0 or 1. */
export async function removeOne(
  store: Store,
  { workspaceId, kind, id }: GoneFact & { readonly workspaceId: number },
): Promise<number> {
  return store.transaction().execute(async (transaction) => {
    await lockKinds(transaction, workspaceId, factKinds);
    return removeFacts(transaction, { workspaceId, kind, ids: [id] });
  });
}

/** Makes two ids one, for good. */
export async function mergeOne(store: Store, workspaceId: number, merge: MergedFact): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    await lockKinds(transaction, workspaceId, factKinds);
    await mergeFactIds(transaction, workspaceId, merge);
  });
}
