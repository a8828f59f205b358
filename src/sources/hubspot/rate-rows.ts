import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { RowTexts } from "../row-facts.ts";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotConfig } from "./config.ts";

const page = 100;
const answer = z.object({
  results: z.array(
    z.object({
      fromCurrencyCode: z.string(),
      conversionRate: z.union([z.number(), z.string()]).transform(String),
      effectiveAt: z.string(),
    }),
  ),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

/**
 * Gives the account's exchange rates, to its own currency, each from its day on. Null: the token may not read them, and
 * an account with one currency needs none.
 */
export async function rateRows(
  api: HubSpotApi,
  { version }: Pick<HubSpotConfig, "version">,
  signal: AbortSignal,
): Promise<readonly RowTexts[] | null> {
  const path = `/settings/currencies/${version}/exchange-rates`;
  const rates: RowTexts[] = [];
  let after: string | undefined;
  do {
    const query: Record<string, string> = { limit: String(page), ...(after === undefined ? {} : { after }) };
    let told: z.infer<typeof answer>;
    try {
      told = await api({ method: "GET", path, query }, answer, signal);
    } catch (error) {
      if (error instanceof UserError && error.code === "hubspot-scope-missing") return null;
      throw error;
    }
    for (const { fromCurrencyCode, conversionRate, effectiveAt } of told.results) {
      rates.push({ currency: fromCurrencyCode, day: effectiveAt.slice(0, 10), rate: conversionRate });
    }
    after = told.paging?.next?.after;
  } while (after !== undefined);
  return rates;
}
