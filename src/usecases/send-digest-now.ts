import type { Locale } from "../messages/numbers.ts";
import type { Ask } from "./ask.ts";
import { composeDigest } from "./compose-digest.ts";
import { deliverableOf } from "./deliver-composed.ts";
import { type DeliveryOutcome, type DeliveryParts, deliverDigest } from "./deliver-digest.ts";
import { refresh } from "./refresh.ts";

export interface SendNowRequest {
  readonly channelId: string;
  readonly locale: Locale;
  /** The same whenever the same wish comes again. */
  readonly wishKey: string;
}

/** Brings this week's digest into a channel at once, without using up or shifting a subscription's due times. */
export async function sendDigestNow(
  parts: DeliveryParts,
  ask: Ask,
  { channelId, locale, wishKey }: SendNowRequest,
): Promise<DeliveryOutcome> {
  await refresh(parts.store, ask, ask.now);
  const digest = await composeDigest(parts.store, ask, { asOf: ask.today, locale, now: ask.now });
  return deliverDigest(parts, {
    workspaceId: ask.workspaceId,
    deliveryKey: `now:${channelId}:${wishKey}`,
    channelId,
    digest: deliverableOf(digest, locale),
  });
}
