import type { Settings } from "../funnel/settings.ts";
import type { Store } from "../store/database.ts";
import { type RefreshResult, refreshSnapshots } from "../store/snapshots/refresh.ts";

/** Applies waiting fact changes to the workspace's snapshots; cheap when nothing waits. */
export async function refresh(
  store: Store,
  workspace: { readonly workspaceId: number; readonly settings: Settings },
  now: Date,
): Promise<RefreshResult> {
  return refreshSnapshots(store, { ...workspace, now });
}

/** Makes the workspace's snapshots anew from all facts. */
export async function rebuild(
  store: Store,
  workspace: { readonly workspaceId: number; readonly settings: Settings },
  now: Date,
): Promise<RefreshResult> {
  return refreshSnapshots(store, { ...workspace, now, rebuild: true });
}
