import Big from "big.js";
import type { RowTexts } from "../row-facts.ts";
import type { Row, SalesforceApi } from "./api.ts";

/** As exact as Salesforce's own rates, which have six decimals of the inverse. */
const decimals = 12;

export interface Currencies {
  /** The org's own; null when it has only one and does not name it. */
  readonly corporate: string | null;
  readonly rates: readonly RowTexts[];
}

/**
 * Gives an org's exchange rates to its own currency. Salesforce tells how much of a currency one unit of the org's own
 * buys, so ours are the inverses. Without dated rates, the one rate there is counts from the beginning.
 */
export async function currencies(api: SalesforceApi): Promise<Currencies> {
  if ((await api.fields("CurrencyType")) === null) return { corporate: null, rates: [] };
  const types = await api.rows("SELECT IsoCode, ConversionRate, IsCorporate FROM CurrencyType");
  const corporate = types.find(({ IsCorporate }) => IsCorporate === "true")?.IsoCode ?? null;
  const dated =
    (await api.fields("DatedConversionRate")) === null
      ? []
      : await api.rows("SELECT IsoCode, ConversionRate, StartDate FROM DatedConversionRate");
  const known = new Set(dated.map(({ IsoCode }) => IsoCode));
  const undated = types
    .filter(({ IsoCode }) => !known.has(IsoCode))
    .map((row): Row => ({ ...row, StartDate: "1970-01-01" }));
  return {
    corporate,
    rates: [...dated, ...undated]
      .filter(({ IsoCode, ConversionRate }) => IsoCode !== corporate && Number(ConversionRate) > 0)
      .map(({ IsoCode, ConversionRate, StartDate }) => ({
        currency: IsoCode,
        day: StartDate,
        rate: trimmed(new Big(1).div(new Big(ConversionRate ?? "1")).toFixed(decimals)),
      })),
  };
}

function trimmed(decimal: string): string {
  return decimal.replace(/\.?0+$/, "");
}
