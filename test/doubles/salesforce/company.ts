import type { Company } from "../../../src/demo/company/generate.ts";
import type { Fact, FactValue } from "../../../src/funnel/facts.ts";
import { insert, newSalesforce, type SalesforceState, salesforceId } from "./state.ts";

/** Gives the sample company as its people would have kept it in Salesforce. */
export function companyInSalesforce(company: Company): SalesforceState {
  const state = newSalesforce();
  const leadIds = numbered(
    company.leads.map(({ lead_id }) => text(lead_id)),
    "Lead",
  );
  const opportunityIds = numbered(
    company.opportunities.map(({ opportunity_id }) => text(opportunity_id)),
    "Opportunity",
  );
  const accounts = [...company.leads, ...company.opportunities].map(({ account_id }) => text(account_id));
  const accountIds = numbered([...new Set(accounts)].filter(Boolean), "Account");
  const opened = new Map(
    company.opportunities.map((opportunity) => [text(opportunity.lead_id), opportunity]),
  );
  const contactOf = (leadId: string) => (leadIds.get(leadId) ?? "").replace("00Q", "003");

  for (const lead of company.leads) {
    const id = leadIds.get(text(lead.lead_id)) ?? "";
    const opportunity = opened.get(text(lead.lead_id));
    const steps = [
      ["Open", lead.created_at],
      ["MQL", lead.mql_at],
      ["SQL", lead.sql_at],
      ["Converted", opportunity?.created_at ?? null],
      ["Unqualified", lead.disqualified_at],
    ] as const;
    const history = steps
      .flatMap(([status, at]) => (moment(at) === null ? [] : [{ status, at: moment(at) ?? "" }]))
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    insert(state, "Lead", {
      Id: id,
      CreatedDate: moment(lead.created_at),
      SystemModstamp: history.at(-1)?.at ?? null,
      Status: history.at(-1)?.status ?? null,
      LeadSource: text(lead.acquisition_channel),
      Segment__c: text(lead.segment) || null,
      Account__c: accountIds.get(text(lead.account_id)) ?? null,
      IsConverted: opportunity !== undefined,
      ConvertedDate: moment(opportunity?.created_at ?? null)?.slice(0, 10) ?? null,
      ConvertedOpportunityId: opportunityIds.get(text(opportunity?.opportunity_id ?? null)) ?? null,
      ConvertedContactId: opportunity === undefined ? null : contactOf(text(lead.lead_id)),
      ConvertedAccountId: opportunity === undefined ? null : (accountIds.get(text(lead.account_id)) ?? null),
      // What nobody may store: it is here so that a test can see that it is not asked for.
      Email: `${id}@example.com`,
      LastName: "Lovelace",
      Phone: "+30 210 0000000",
    });
    for (const [index, { status, at }] of history.entries()) {
      if (index === 0) continue;
      insert(state, "LeadHistory", {
        Id: `017${id.slice(3, 16)}${index}`,
        LeadId: id,
        Field: "Status",
        OldValue: history[index - 1]?.status ?? null,
        NewValue: status,
        CreatedDate: at,
      });
    }
  }

  const stages = ["Discovery", "Demo", "Proposal", "Negotiation"];
  for (const [index, label] of [...stages, "Closed Won", "Closed Lost"].entries()) {
    insert(state, "OpportunityStage", {
      Id: `01J${index}`,
      ApiName: label,
      MasterLabel: label,
      IsClosed: index >= stages.length,
      IsWon: label === "Closed Won",
      IsActive: true,
      SortOrder: index + 1,
    });
  }
  const changes = Map.groupBy(company["stage-changes"], ({ opportunity_id }) => text(opportunity_id));
  for (const opportunity of company.opportunities) {
    addOpportunity(state, opportunity, {
      id: opportunityIds.get(text(opportunity.opportunity_id)) ?? "",
      accountId: accountIds.get(text(opportunity.account_id)) ?? null,
      changes: changes.get(text(opportunity.opportunity_id)) ?? [],
    });
  }

  const convertedAt = new Map([...opened].map(([leadId, { created_at }]) => [leadId, moment(created_at)]));
  for (const [index, touch] of company["sales-touches"].entries()) {
    const leadId = text(touch.lead_id);
    const at = moment(touch.touched_at) ?? "";
    // Converting a lead moves its activities to the contact that it becomes.
    const who = convertedAt.get(leadId) ? contactOf(leadId) : (leadIds.get(leadId) ?? "");
    if (touch.kind === "meeting") {
      insert(state, "Event", {
        Id: salesforceId("Event", index),
        WhoId: who,
        StartDateTime: at,
        CreatedDate: at,
        IsChild: false,
        Subject: "Secret",
      });
    } else {
      insert(state, "Task", {
        Id: salesforceId("Task", index),
        WhoId: who,
        TaskSubtype: touch.kind === "call" ? "Call" : "Email",
        IsClosed: true,
        CompletedDateTime: at,
        CreatedDate: at,
        Subject: "Secret",
      });
    }
  }
  addContent(state, company, opportunityIds);
  return state;
}

function addOpportunity(
  state: SalesforceState,
  opportunity: Fact,
  {
    id,
    accountId,
    changes,
  }: { readonly id: string; readonly accountId: string | null; readonly changes: readonly Fact[] },
): void {
  const closed = moment(opportunity.closed_at ?? null);
  const isWon = opportunity.outcome === "won";
  const history = changes.map(({ stage, entered_at }) => ({
    stage: text(stage),
    at: moment(entered_at) ?? "",
  }));
  if (closed !== null) history.push({ stage: isWon ? "Closed Won" : "Closed Lost", at: closed });
  for (const [index, { stage, at }] of history.entries()) {
    insert(state, "OpportunityHistory", {
      Id: `008${id.slice(3, 15)}${String(index).padStart(2, "0")}`,
      OpportunityId: id,
      StageName: stage,
      CreatedDate: at,
    });
  }
  insert(state, "Opportunity", {
    Id: id,
    Name: "A secret name",
    CreatedDate: moment(opportunity.created_at),
    SystemModstamp: history.at(-1)?.at ?? null,
    AccountId: accountId,
    StageName: history.at(-1)?.stage ?? null,
    Amount: opportunity.amount === null ? null : Number(text(opportunity.amount)),
    CurrencyIsoCode: text(opportunity.currency) || "EUR",
    CloseDate: (closed ?? "2030-01-01").slice(0, 10),
    LeadSource: text(opportunity.acquisition_channel),
    Segment__c: text(opportunity.segment) || null,
    IsClosed: closed !== null,
    IsWon: isWon,
  });
}

/** Marketing's assets live in a library; a rep links one to an opportunity or makes a public link of it. */
function addContent(
  state: SalesforceState,
  company: Company,
  opportunityIds: ReadonlyMap<string, string>,
): void {
  const documentIds = numbered(
    company.content.map(({ asset_id }) => text(asset_id)),
    "ContentDocument",
  );
  insert(state, "ContentWorkspace", {
    Id: "058gK0000000001QAA",
    Name: "Marketing",
    CreatedDate: "2020-01-01T00:00:00.000Z",
  });
  for (const asset of company.content) {
    const id = documentIds.get(text(asset.asset_id)) ?? "";
    const published = moment(asset.published_at);
    const retired = moment(asset.retired_at ?? null);
    insert(state, "ContentDocument", {
      Id: id,
      Title: text(asset.title),
      CreatedDate: published,
      ArchivedDate: retired,
      IsArchived: retired !== null,
      SystemModstamp: retired ?? published,
    });
    insert(state, "ContentVersion", {
      Id: id.replace("069", "068"),
      ContentDocumentId: id,
      Title: text(asset.title),
      IsLatest: true,
      CreatedDate: published,
      Journey_Stage__c: text(asset.journey_stage) || null,
    });
    insert(state, "ContentWorkspaceDoc", {
      Id: id.replace("069", "059"),
      ContentWorkspaceId: "058gK0000000001QAA",
      ContentDocumentId: id,
      CreatedDate: published,
    });
  }
  const linked = new Set<string>();
  for (const [index, use] of company["content-uses"].entries()) {
    if (use.used_by !== "sales") continue;
    const documentId = documentIds.get(text(use.asset_id)) ?? "";
    const opportunityId = opportunityIds.get(text(use.opportunity_id)) ?? null;
    const at = moment(use.used_at) ?? "";
    const pair = `${documentId} ${opportunityId}`;
    if (opportunityId !== null && !linked.has(pair)) {
      linked.add(pair);
      insert(state, "ContentDocumentLink", {
        Id: `06AgK${String(index).padStart(10, "0")}QAA`,
        ContentDocumentId: documentId,
        LinkedEntityId: opportunityId,
        SystemModstamp: at,
      });
    } else {
      insert(state, "ContentDistribution", {
        Id: `05DgK${String(index).padStart(10, "0")}QAA`,
        ContentDocumentId: documentId,
        RelatedRecordId: opportunityId,
        CreatedDate: at,
      });
    }
  }
}

function numbered(ids: readonly string[], object: string): ReadonlyMap<string, string> {
  return new Map(ids.map((id, index) => [id, salesforceId(object, index + 1)]));
}

function text(value: FactValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function moment(value: FactValue | undefined): string | null {
  if (typeof value !== "object" || value === null) return null;
  return value.type === "local-day" ? `${value.iso}T10:00:00.000Z` : new Date(value.iso).toISOString();
}
