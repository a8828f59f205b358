import { z } from "zod";
import type { RowTexts } from "../row-facts.ts";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotConfig } from "./config.ts";

const answer = z.object({
  results: z.array(
    z.object({
      fromCurrencyCode: z.string(),
      conversionRate: z.union([z.number(), z.string()]).transform(String),
      effectiveAt: z.string(),
    }),
  ),
});

/** Gives the account's exchange rates, to its own currency, each from its day on. */
export async function rateRows(
  api: HubSpotApi,
  { version }: Pick<HubSpotConfig, "version">,
  signal: AbortSignal,
): Promise<readonly RowTexts[]> {
  const path = `/settings/currencies/${version}/exchange-rates`;
  const { results } = await api({ method: "GET", path }, answer, signal);
  return results.map(({ fromCurrencyCode, conversionRate, effectiveAt }) => ({
    currency: fromCurrencyCode,
    day: effectiveAt.slice(0, 10),
    rate: conversionRate,
  }));
}
