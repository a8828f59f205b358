import { associate, put } from "../../../doubles/hubspot/company.ts";
import { newHubSpot, startHubSpot } from "../../../doubles/hubspot/emulator.ts";
import { type HubSpotRecord, setProperty } from "../../../doubles/hubspot/state.ts";
import type { Dice } from "./dice.ts";
import { sourceClock, type World } from "./world.ts";

const contacts = 1100;
const deals = 150;
const stages = ["demo", "offer", "closedwon", "closedlost"] as const;
const lifecycle = ["lead", "marketingqualifiedlead", "salesqualifiedlead"] as const;

/** A HubSpot of some thousand contacts: more than one batch, and more than one page of each kind. */
export async function hubSpotWorld(): Promise<World> {
  const state = newHubSpot();
  const clock = sourceClock();
  state.refreshToken = "refresh";
  state.pipelines.push({
    id: "default",
    label: "Sales",
    stages: stages.map((id) => ({
      id,
      label: id,
      isClosed: id.startsWith("closed"),
      probability: id === "closedwon" ? "1.0" : "0.0",
    })),
  });
  let lastId = 0;
  const created = (day: number) => new Date(Date.UTC(2026, 0, 1 + (day % 300))).toISOString();
  const addContact = (createdAt: string) => {
    lastId += 1;
    put(state, "contacts", String(lastId), createdAt, {
      properties: { hs_analytics_source: "PAID_SEARCH", associatedcompanyid: String(lastId % 7) },
      history: { lifecyclestage: [{ value: "lead", timestamp: createdAt }] },
    });
  };
  for (let day = 0; day < contacts; day++) addContact(created(day));
  for (let deal = 1; deal <= deals; deal++) {
    const id = String(100_000 + deal);
    put(state, "deals", id, created(deal), {
      properties: { pipeline: "default", amount: "100" },
      history: { dealstage: [{ value: "demo", timestamp: created(deal) }] },
    });
    associate(state, "deals", id, "contacts", String(deal * 3), null);
    put(state, "calls", String(200_000 + deal), created(deal), {
      properties: { hs_timestamp: created(deal) },
      history: {},
    });
    associate(state, "calls", String(200_000 + deal), "contacts", String(deal * 5), null);
  }

  const living = (type: "contacts" | "deals") =>
    Object.values(state.objects[type]).filter(({ archived }) => !archived);

  function merge(into: HubSpotRecord, from: HubSpotRecord, at: string): void {
    delete state.objects.contacts[from.id];
    into.createdAt = [into.createdAt, from.createdAt].toSorted()[0] ?? into.createdAt;
    into.properties.createdate = into.createdAt;
    const histories = [...(into.history.lifecyclestage ?? []), ...(from.history.lifecyclestage ?? [])];
    into.history.lifecyclestage = histories.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
    const ids = [into.properties.hs_merged_object_ids, from.properties.hs_merged_object_ids, from.id];
    setProperty(into, "contacts", "hs_merged_object_ids", ids.filter(Boolean).join(";"), at);
    for (const associated of Object.values(state.associations)) {
      for (const [id, all] of Object.entries(associated)) {
        associated[id] = all.map((each) => (each.id === from.id ? { ...each, id: into.id } : each));
      }
    }
  }

  function edit(dice: Dice): void {
    const at = clock.edited(dice);
    const contact = dice.oneOf(living("contacts"));
    switch (dice.below(6)) {
      case 0:
        addContact(at);
        break;
      case 1:
        Object.assign(contact, { archived: true, archivedAt: at });
        break;
      case 2: {
        const other = dice.oneOf(living("contacts"));
        if (other.id !== contact.id) merge(contact, other, at);
        break;
      }
      case 3:
        setProperty(dice.oneOf(living("deals")), "deals", "dealstage", dice.oneOf(stages), at);
        break;
      case 4:
        Object.assign(dice.oneOf(living("deals")), { archived: true, archivedAt: at });
        break;
      default:
        setProperty(contact, "contacts", "lifecyclestage", dice.oneOf(lifecycle), at);
        break;
    }
  }

  const double = await startHubSpot({ state });
  return {
    type: "hubspot",
    mapping: (url) =>
      `source: hubspot\nurl: ${url}\ncalls_per_ten_seconds: 0\ntouches: [calls]\nlook_back: 1 minute\n`,
    secrets: { refresh_token: "refresh", client_id: "id", client_secret: "secret" },
    url: double.url,
    edit,
    close: () => double.close(),
  };
}
