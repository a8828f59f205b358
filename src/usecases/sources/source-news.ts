import type { SourceNews } from "../../messages/source-states.ts";
import type { Store } from "../../store/database.ts";
import { listSources, type SourceState } from "./list-sources.ts";

/** Gives a workspace's sources of which there is more to say than when they were read last. */
export async function sourceNews(store: Store, workspaceId: number): Promise<readonly SourceNews[]> {
  return (await listSources(store, workspaceId)).flatMap(newsOf);
}

function newsOf({ name, state, progress, nextSync, failingSince }: SourceState): readonly SourceNews[] {
  const rows = progress?.rows ?? 0;
  const next = nextSync?.getTime() ?? null;
  switch (state) {
    case "fresh":
      return [];
    case "new":
    case "paused":
      return [{ name, state }];
    case "syncing":
      return [{ name, state, rows, of: progress?.of ?? null }];
    case "stopped":
      return [{ name, state, rows, next }];
    case "failing":
      return failingSince === null ? [] : [{ name, state, since: failingSince.getTime(), next }];
  }
}
