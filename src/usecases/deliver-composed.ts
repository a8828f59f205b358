import { setTimeout as pause } from "node:timers/promises";
import { languageOf } from "../messages/language.ts";
import type { Locale } from "../messages/numbers.ts";
import type { ComposedDigest } from "./compose-digest.ts";
import {
  type Deliverable,
  type DeliveryOutcome,
  type DeliveryParts,
  type DeliveryRequest,
  deliverDigest,
} from "./deliver-digest.ts";

export interface ComposedDelivery extends Omit<DeliveryRequest, "digest"> {
  readonly digest: ComposedDigest;
  /** The language that it was composed in. */
  readonly locale: Locale;
}

/** Brings a composed digest into a channel once; see `deliverDigest`. */
export async function deliverComposed(
  parts: Omit<DeliveryParts, "sleep"> & Partial<Pick<DeliveryParts, "sleep">>,
  { digest, locale, ...request }: ComposedDelivery,
): Promise<DeliveryOutcome> {
  const sleep = parts.sleep ?? ((milliseconds: number) => pause(milliseconds));
  return deliverDigest({ ...parts, sleep }, { ...request, digest: deliverableOf(digest, locale) });
}

/** Gives a composed digest as plain data: the channel message, its thread and its pictures. */
export function deliverableOf({ message, charts, model }: ComposedDigest, locale: Locale): Deliverable {
  const { texts } = languageOf(locale, { timeZone: model.timeZone, currency: "EUR" });
  return {
    message: { text: message.text, blocks: message.blocks },
    replies: message.thread.map(({ text, blocks }) => ({ text, blocks })),
    charts: [...charts].map(([name, request]) => ({ name, request })),
    chartMissing: texts.digest.chartMissing,
  };
}
