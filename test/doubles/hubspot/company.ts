import type { Company } from "../../../src/demo/company/generate.ts";
import type { Fact, FactValue } from "../../../src/funnel/facts.ts";
import { newHubSpot } from "./emulator.ts";
import {
  type Association,
  changedProperty,
  type HubSpotRecord,
  type HubSpotState,
  type ObjectType,
  type PropertyVersion,
} from "./state.ts";

/** How the sample company's acquisition channels are called in HubSpot's own list of sources. */
export const sourceNames: Readonly<Record<string, string>> = {
  "Paid search": "PAID_SEARCH",
  "Organic search": "ORGANIC_SEARCH",
  Webinar: "OTHER_CAMPAIGNS",
  Events: "OFFLINE",
  Partner: "REFERRALS",
  Outbound: "DIRECT_TRAFFIC",
};

const stageIds: Readonly<Record<string, string>> = {
  Discovery: "appointmentscheduled",
  Demo: "qualifiedtobuy",
  Proposal: "presentationscheduled",
  Negotiation: "contractsent",
};

/** Gives the sample company as its people would have kept it in HubSpot. */
export function companyInHubSpot(
  company: Pick<Company, "leads" | "opportunities" | "stage-changes" | "sales-touches">,
): HubSpotState {
  const state = newHubSpot();
  state.pipelines.push({
    id: "default",
    label: "Sales",
    stages: [
      ...Object.entries(stageIds).map(([label, id], at) => ({
        id,
        label,
        isClosed: false,
        probability: String((at + 1) / 10),
      })),
      { id: "closedwon", label: "Closed won", isClosed: true, probability: "1.0" },
      { id: "closedlost", label: "Closed lost", isClosed: true, probability: "0.0" },
    ],
  });
  const contactIds = numbered(
    company.leads.map(({ lead_id }) => textOf(lead_id)),
    100_000,
  );
  const dealIds = numbered(
    company.opportunities.map(({ opportunity_id }) => textOf(opportunity_id)),
    500_000,
  );
  const accounts = [...company.leads, ...company.opportunities].map(({ account_id }) => account_id);
  const companyIds = numbered(
    [...new Set(accounts)].filter((id) => typeof id === "string"),
    900_000,
  );
  const companyOf = (fact: Fact) =>
    typeof fact.account_id === "string" ? (companyIds.get(fact.account_id) ?? null) : null;
  const opened = new Map(company.opportunities.map((deal) => [deal.lead_id, momentOf(deal.created_at)]));

  for (const lead of company.leads) {
    const id = contactIds.get(textOf(lead.lead_id)) ?? "";
    const lifecycle = [
      ["lead", lead.created_at],
      ["marketingqualifiedlead", lead.mql_at],
      ["salesqualifiedlead", lead.sql_at],
      ["opportunity", instantOrNull(opened.get(lead.lead_id))],
    ] as const;
    const disqualified = momentOf(lead.disqualified_at);
    put(state, "contacts", id, momentOf(lead.created_at) ?? "", {
      properties: {
        hs_analytics_source: sourceNames[textOf(lead.acquisition_channel)] ?? null,
        associatedcompanyid: companyOf(lead),
        segment: typeof lead.segment === "string" ? lead.segment : null,
        // What nobody may store: it is here so that a test can see that it is not asked for.
        email: `${id}@example.com`,
        firstname: "Ada",
        phone: "+30 210 0000000",
      },
      history: {
        lifecyclestage: lifecycle.flatMap(([value, at]) => {
          const timestamp = momentOf(at);
          return timestamp === null ? [] : [{ value, timestamp }];
        }),
        hs_lead_status: disqualified === null ? [] : [{ value: "UNQUALIFIED", timestamp: disqualified }],
      },
    });
  }

  const changes = Map.groupBy(company["stage-changes"], ({ opportunity_id }) => opportunity_id);
  for (const deal of company.opportunities) {
    const id = dealIds.get(textOf(deal.opportunity_id)) ?? "";
    const closed = momentOf(deal.closed_at);
    const stages: PropertyVersion[] = (changes.get(textOf(deal.opportunity_id)) ?? []).map(
      ({ stage, entered_at }) => ({
        value: stageIds[textOf(stage)] ?? "",
        timestamp: momentOf(entered_at) ?? "",
      }),
    );
    if (closed !== null)
      stages.push({ value: deal.outcome === "won" ? "closedwon" : "closedlost", timestamp: closed });
    put(state, "deals", id, momentOf(deal.created_at) ?? "", {
      properties: {
        pipeline: "default",
        amount: typeof deal.amount === "string" ? deal.amount : null,
        deal_currency_code: typeof deal.currency === "string" ? deal.currency : null,
        hs_analytics_source: sourceNames[textOf(deal.acquisition_channel)] ?? null,
        hs_primary_associated_company: companyOf(deal),
        segment: typeof deal.segment === "string" ? deal.segment : null,
        dealname: "A secret name",
        closedate: closed,
      },
      history: { dealstage: stages },
    });
    const contact = typeof deal.lead_id === "string" ? contactIds.get(deal.lead_id) : undefined;
    if (contact !== undefined) associate(state, "deals", id, "contacts", contact);
  }

  const kinds = { call: "calls", email: "emails", meeting: "meetings" } as const;
  for (const [index, touch] of company["sales-touches"].entries()) {
    const type = kinds[textOf(touch.kind) as keyof typeof kinds];
    const id = String(2_000_000 + index);
    const at = momentOf(touch.touched_at) ?? "";
    put(state, type, id, at, {
      properties: { hs_timestamp: at, ...(type === "emails" ? { hs_email_direction: "EMAIL" } : {}) },
      history: {},
    });
    const contact = contactIds.get(textOf(touch.lead_id));
    if (contact !== undefined) associate(state, type, id, "contacts", contact);
  }
  return state;
}

interface Parts {
  readonly properties: HubSpotRecord["properties"];
  /** In any order; the newest is the property's value. */
  readonly history: Readonly<Record<string, readonly PropertyVersion[]>>;
}

/** Adds a record that was created at a time and changed whenever its history says. */
export function put(
  state: HubSpotState,
  type: ObjectType,
  id: string,
  createdAt: string,
  { properties, history }: Parts,
): HubSpotRecord {
  const newestFirst = Object.fromEntries(
    Object.entries(history).map(([name, versions]) => [
      name,
      versions.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1)),
    ]),
  );
  const times = [
    createdAt,
    ...Object.values(newestFirst).flatMap((versions) => versions.map(({ timestamp }) => timestamp)),
  ];
  const updatedAt = times.toSorted().at(-1) ?? createdAt;
  const record: HubSpotRecord = {
    id,
    properties: {
      ...properties,
      ...Object.fromEntries(
        Object.entries(newestFirst).map(([name, [newest]]) => [name, newest?.value ?? null]),
      ),
      createdate: createdAt,
      [changedProperty(type)]: updatedAt,
    },
    history: newestFirst,
    createdAt,
    updatedAt,
    archived: false,
  };
  state.objects[type][id] = record;
  return record;
}

const typeIds: Readonly<Record<string, number>> = {
  "deals>contacts": 3,
  "calls>contacts": 194,
  "emails>contacts": 198,
  "meetings>contacts": 200,
};

export function associate(
  state: HubSpotState,
  from: ObjectType,
  fromId: string,
  to: ObjectType,
  toId: string,
  label: string | null = null,
): void {
  const name = `${from}>${to}`;
  const known: Record<string, Association[]> = state.associations[name] ?? {};
  state.associations[name] = known;
  const typeId = typeIds[name] ?? 1;
  known[fromId] = [...(known[fromId] ?? []), { id: toId, types: [{ typeId, label }] }];
}

function numbered(ids: readonly string[], first: number): ReadonlyMap<string, string> {
  return new Map(ids.map((id, index) => [id, String(first + index)]));
}

function textOf(value: FactValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function momentOf(value: FactValue | undefined): string | null {
  return typeof value === "object" && value !== null ? new Date(value.iso).toISOString() : null;
}

function instantOrNull(iso: string | null | undefined): FactValue {
  return iso === null || iso === undefined ? null : { type: "instant", iso };
}
