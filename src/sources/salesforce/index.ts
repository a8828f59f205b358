import { UserError } from "../../errors.ts";
import { factShapes } from "../../funnel/facts.ts";
import { recordAdvice } from "../advice.ts";
import { defineSource, type KindCheck } from "../source.ts";
import { salesforceApi } from "./api.ts";
import { type SalesforceConfig, salesforceConfig, salesforceTemplate } from "./config.ts";
import { leadFields } from "./lead-rows.ts";
import { opportunityFields } from "./opportunity-rows.ts";
import { readSalesforce } from "./read.ts";

const kindOf = (kind: KindCheck["kind"]): KindCheck => ({
  kind,
  fields: factShapes[kind].fields.map(({ name }) => name),
  rows: null,
});

/**
 * Salesforce: leads with the history of their status, opportunities with the history of their stage, tasks and events
 * as sales' touches, marketing's libraries and what sales did with them, dated exchange rates.
 */
export const salesforce = defineSource({
  type: "salesforce",
  about: "Salesforce leads, opportunities with their stage history, touches, content, exchange rates",
  secrets: [
    {
      name: "client_id",
      where: "Setup > External Client Apps: the consumer key of an app with client credentials flow.",
    },
    { name: "client_secret", where: "The same app's consumer secret." },
  ],
  template: salesforceTemplate,
  everyMinutes: 60,
  lookBackMinutes: 10,
  config: salesforceConfig,
  open(config, opening) {
    const ended = new AbortController();
    const moments = { timeZone: opening.timeZone, dateFormat: null, advice: recordAdvice };
    return {
      async *read(request) {
        const signal = AbortSignal.any([request.signal, ended.signal]);
        const api = await salesforceApi(config, opening, signal);
        yield* readSalesforce({ api, config, moments, request });
      },
      async check() {
        const api = await salesforceApi(config, opening, ended.signal);
        const lead = await api.fields("Lead");
        const opportunity = await api.fields("Opportunity");
        const missing = [
          ...missingFrom("Lead", lead, leadFields(config.leads)),
          ...missingFrom("Opportunity", opportunity, opportunityFields(config.opportunities, false)),
        ];
        if (missing.length > 0) throw fieldsMissing(missing);
        const hasHistory = (await api.fields("LeadHistory")) !== null;
        return { kinds: kindsFed(config), notes: notesOf(config, hasHistory) };
      },
      async close() {
        ended.abort();
      },
    };
  },
});

function missingFrom(
  object: string,
  known: ReadonlySet<string> | null,
  asked: readonly string[],
): readonly string[] {
  if (known === null) return [object];
  return asked
    .filter((field) => !field.includes(".") && !known.has(field))
    .map((field) => `${object}.${field}`);
}

function fieldsMissing(missing: readonly string[]): UserError {
  return new UserError({
    code: "salesforce-no-such-thing",
    what: `Salesforce does not know ${missing.join(", ")}, or its user may not see it.`,
    next: "Give the integration's user read access to it, or change the mapping.",
  });
}

function kindsFed({ touches, content }: SalesforceConfig): readonly KindCheck[] {
  return [
    kindOf("leads"),
    kindOf("opportunities"),
    kindOf("stage-changes"),
    ...(touches ? [kindOf("sales-touches")] : []),
    ...(content === null ? [] : [kindOf("content"), kindOf("content-uses")]),
    kindOf("exchange-rates"),
  ];
}

function notesOf({ leads, content }: SalesforceConfig, hasHistory: boolean): readonly string[] {
  return [
    hasHistory
      ? "Salesforce keeps the history of a lead's status only since field history tracking of Status was switched on."
      : `The history of a lead's status cannot be read: ${leads.mql_date === null ? "name a field that says when a lead became an MQL (mql_date), or" : ""} switch on field history tracking for Status.`,
    ...(content === null ? ["No library is named, so nothing is known of content and its use."] : []),
  ];
}
