import { factShapes } from "../../funnel/facts.ts";
import { recordAdvice } from "../advice.ts";
import { defineSource } from "../source.ts";
import { hubSpotApi } from "./api.ts";
import { hubSpotConfig, hubSpotTemplate } from "./config.ts";
import { dealStages } from "./pipelines.ts";
import { rateRows } from "./rate-rows.ts";
import { readHubSpot } from "./read.ts";
import { recordsOf } from "./records.ts";

const fieldsOf = (kind: keyof typeof factShapes) => factShapes[kind].fields.map(({ name }) => name);

/**
 * HubSpot: contacts as leads, deals as opportunities with their stage history, calls, emails and meetings as sales'
 * touches. HubSpot has no public API for the use of sales documents: content comes over HTTP or from a file.
 */
export const hubSpot = defineSource({
  type: "hubspot",
  about: "HubSpot contacts, deals with their stage history, and sales touches",
  secrets: [
    {
      name: "access_token",
      where: "HubSpot: Settings > Integrations > Service keys (or a private app's access token).",
      optional: true,
    },
    { name: "refresh_token", where: "Instead: an OAuth app's refresh token.", optional: true },
    { name: "client_id", where: "With refresh_token: the OAuth app's client id.", optional: true },
    { name: "client_secret", where: "With refresh_token: the OAuth app's client secret.", optional: true },
  ],
  template: hubSpotTemplate,
  everyMinutes: 60,
  // Search is consistent only after a while: a second look an hour behind.
  lookBackMinutes: 60,
  config: hubSpotConfig,
  open(config, opening) {
    const api = hubSpotApi(config, opening);
    const moments = { timeZone: opening.timeZone, dateFormat: null, advice: recordAdvice };
    return {
      read: (request) => readHubSpot({ api, config, moments, request }),
      async check() {
        const { signal } = new AbortController();
        const records = recordsOf(api, config, signal);
        const stages = [...(await dealStages(api, config, signal)).values()];
        const hasRates = config.exchange_rates && (await rateRows(api, config, signal)) !== null;
        const won = stages.filter(({ outcome }) => outcome === "won").map(({ label }) => label);
        return {
          kinds: [
            { kind: "leads", fields: fieldsOf("leads"), rows: await records.count("contacts") },
            { kind: "opportunities", fields: fieldsOf("opportunities"), rows: await records.count("deals") },
            { kind: "stage-changes", fields: fieldsOf("stage-changes"), rows: null },
            ...(config.touches.length === 0
              ? []
              : [{ kind: "sales-touches" as const, fields: fieldsOf("sales-touches"), rows: null }]),
            ...(hasRates
              ? [{ kind: "exchange-rates" as const, fields: fieldsOf("exchange-rates"), rows: null }]
              : []),
          ],
          notes: [
            won.length === 0
              ? "No deal stage is closed with a probability of 100%: no deal can be won."
              : `Won means the stage ${won.join(" or ")}.`,
            ...(config.exchange_rates && !hasRates
              ? [
                  "The token may not read exchange rates: give it the scope settings.currencies.read, or bring the rates of other currencies from elsewhere.",
                ]
              : []),
            "HubSpot tells nothing of content and its use: send those over HTTP, or import them from files.",
          ],
        };
      },
      close: async () => {},
    };
  },
});
