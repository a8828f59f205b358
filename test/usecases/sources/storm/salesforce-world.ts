import { startSalesforce } from "../../../doubles/salesforce/emulator.ts";
import type { Value } from "../../../doubles/salesforce/soql.ts";
import { insert, newSalesforce, salesforceId } from "../../../doubles/salesforce/state.ts";
import type { Dice } from "./dice.ts";
import { sourceClock, type World } from "./world.ts";

const leads = 1100;
const opportunities = 150;
const stages = ["Demo", "Offer", "Closed Won", "Closed Lost"] as const;
const statuses = ["Open", "MQL", "SQL", "Unqualified"] as const;

/** A Salesforce of some thousand leads: more than one page of the bulk query, and of every other one. */
export async function salesforceWorld(): Promise<World> {
  const state = newSalesforce();
  const clock = sourceClock();
  const rowsOf = (object: string) => state.objects[object] ?? [];
  const living = (object: string) => rowsOf(object).filter(({ IsDeleted }) => IsDeleted !== true);
  let lastId = 0;
  const created = (day: number) => new Date(Date.UTC(2026, 0, 1 + (day % 300))).toISOString();
  const addLead = (CreatedDate: string) => {
    lastId += 1;
    insert(state, "Lead", {
      Id: salesforceId("Lead", lastId),
      CreatedDate,
      Status: "Open",
      LeadSource: "Web",
      ConvertedContactId: salesforceId("Contact", lastId),
    });
  };
  for (const [at, stage] of stages.entries()) {
    insert(state, "OpportunityStage", {
      Id: `01J${at}`,
      ApiName: stage,
      MasterLabel: stage,
      IsClosed: stage.startsWith("Closed"),
      IsWon: stage === "Closed Won",
    });
  }
  for (let day = 0; day < leads; day++) addLead(created(day));
  for (let number = 1; number <= opportunities; number++) {
    const CreatedDate = created(number);
    const OpportunityId = salesforceId("Opportunity", number);
    insert(state, "Opportunity", {
      Id: OpportunityId,
      CreatedDate,
      StageName: "Demo",
      CloseDate: "2026-12-31",
    });
    insert(state, "OpportunityHistory", {
      Id: `008-${number}`,
      CreatedDate,
      OpportunityId,
      StageName: "Demo",
    });
    insert(state, "OpportunityContactRole", {
      Id: `00K${number}`,
      CreatedDate,
      OpportunityId,
      ContactId: salesforceId("Contact", number * 3),
      IsPrimary: true,
    });
    insert(state, "Event", {
      Id: salesforceId("Event", number),
      CreatedDate,
      WhoId: salesforceId("Lead", number * 5),
      StartDateTime: CreatedDate,
      IsChild: false,
    });
  }
  let histories = opportunities;

  function change(row: Record<string, Value>, at: string, values: Record<string, Value>): void {
    Object.assign(row, values, { SystemModstamp: at });
  }

  const eventsWith = ({ Id }: Record<string, Value>) => living("Event").filter(({ WhoId }) => WhoId === Id);

  function edit(dice: Dice): void {
    const at = clock.edited(dice);
    const lead = dice.oneOf(living("Lead"));
    histories += 1;
    switch (dice.below(6)) {
      case 0:
        addLead(at);
        break;
      case 1:
        change(lead, at, { IsDeleted: true });
        for (const event of eventsWith(lead)) change(event, at, { IsDeleted: true });
        break;
      case 2: {
        // The one that loses is younger, was never more than open, and is behind nothing: it adds nothing.
        const other = dice.oneOf(living("Lead"));
        if (living("OpportunityContactRole").some(({ ContactId }) => ContactId === other.ConvertedContactId))
          break;
        if (other.Status !== "Open" || String(other.CreatedDate) <= String(lead.CreatedDate)) return;
        change(lead, at, {});
        for (const event of eventsWith(other)) change(event, at, { WhoId: lead.Id ?? null });
        change(other, at, { IsDeleted: true, MasterRecordId: lead.Id ?? null });
        break;
      }
      case 3: {
        const StageName = dice.oneOf(stages);
        const opportunity = dice.oneOf(living("Opportunity"));
        insert(state, "OpportunityHistory", {
          Id: `008-${histories}`,
          CreatedDate: at,
          OpportunityId: opportunity.Id ?? null,
          StageName,
        });
        change(opportunity, at, { StageName });
        break;
      }
      case 4: {
        // A lead that was converted is merged with no other.
        const { ConvertedContactId } = dice.oneOf(living("Lead").filter((each) => !each.MasterRecordId));
        change(dice.oneOf(living("OpportunityContactRole")), at, { ContactId: ConvertedContactId ?? null });
        break;
      }
      default: {
        const NewValue = dice.oneOf(statuses);
        insert(state, "LeadHistory", {
          Id: `017-${histories}`,
          CreatedDate: at,
          LeadId: lead.Id ?? null,
          Field: "Status",
          OldValue: lead.Status ?? null,
          NewValue,
        });
        change(lead, at, { Status: NewValue });
        break;
      }
    }
  }

  const double = await startSalesforce({
    state,
    pageSize: 300,
    bulkPageSize: 400,
    pollsOfBulkJob: 1,
    now: clock.now,
  });
  return {
    type: "salesforce",
    mapping: (url) => `source: salesforce\nurl: ${url}\nlook_back: 1 minute\n`,
    secrets: { client_id: state.clientId, client_secret: state.clientSecret },
    url: double.url,
    edit,
    close: () => double.close(),
  };
}
