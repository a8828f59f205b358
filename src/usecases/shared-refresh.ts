import type { Store } from "../store/database.ts";
import type { Workspace } from "../store/workspaces.ts";
import { refresh } from "./refresh.ts";

export type SharedRefresh = (workspace: Workspace) => Promise<void>;

/** Milliseconds. What comes later is told by the digest after. */
const freshFor = 5000;

/** Gives a refresh that many digests of a workspace, due at the same time, share. */
export function createSharedRefresh(store: Store, now: () => Date): SharedRefresh {
  const begun = new Map<number, { readonly at: number; readonly done: Promise<unknown> }>();
  return async (workspace) => {
    const at = now().getTime();
    for (const [id, each] of begun) if (Math.abs(at - each.at) >= freshFor) begun.delete(id);
    const known = begun.get(workspace.workspaceId);
    if (known) {
      await known.done;
      return;
    }
    const done = refresh(store, workspace, now());
    begun.set(workspace.workspaceId, { at, done });
    done.catch(() => begun.delete(workspace.workspaceId));
    await done;
  };
}
