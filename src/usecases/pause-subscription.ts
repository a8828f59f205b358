import type { WebClient } from "@slack/web-api";
import { runAt } from "../funnel/schedule.ts";
import { languageOf } from "../messages/language.ts";
import { pauseNotice } from "../messages/pause-notice.ts";
import { pauseRow, type SlackPauseReason, type Subscription } from "../store/subscriptions.ts";
import type { Workspace } from "../store/workspaces.ts";
import { type DeliveryParts, deliverDigest } from "./deliver-digest.ts";

export interface SlackPause {
  readonly subscription: Subscription;
  readonly workspace: Workspace;
  /** Null: the app is not there any more. */
  readonly slack: WebClient | null;
  readonly reason: SlackPauseReason;
}

/**
 * Lets a subscription rest because Slack takes nothing for its channel, and tells its owner, once for each pause. An
 * owner who cannot be told is told by `/kpi status`.
 */
export async function pauseForSlack(
  parts: Omit<DeliveryParts, "slack">,
  { subscription, workspace, slack, reason }: SlackPause,
): Promise<void> {
  const { store, log, now } = parts;
  const { workspaceId, subscriptionId, channelId, ownerId, locale, nextDueAt, timeZone } = subscription;
  const paused = await pauseRow(store, subscription, reason, now());
  log.warn({ subscription: subscriptionId, channel: channelId, reason }, "A subscription is paused");
  if (!paused?.paused || !slack || !ownerId || reason === "app-removed") return;
  const language = languageOf(locale, { ...workspace.settings, timeZone });
  const message = pauseNotice(
    { channelId, reason, nextRun: runAt(nextDueAt.getTime(), timeZone).at },
    language,
  );
  const told = await deliverDigest(
    { ...parts, slack },
    {
      workspaceId,
      deliveryKey: `pause:${subscriptionId}:${paused.paused.at.toISOString()}`,
      channelId: ownerId,
      digest: { message, replies: [], charts: [], chartMissing: "" },
    },
  );
  if (told.outcome === "stopped") {
    log.warn({ subscription: subscriptionId, slackError: told.slackError }, "The owner could not be told");
  }
}
