import { dimensions } from "../../src/funnel/cells.ts";
import type { Fact } from "../../src/funnel/facts.ts";
import { type FactKind, factKinds } from "../../src/funnel/facts.ts";
import { kpiNames, modes } from "../../src/funnel/readings.ts";
import type { Settings } from "../../src/funnel/settings.ts";
import { clearFacts } from "../../src/store/clear-facts.ts";
import type { Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { listSourceDeliveries } from "../../src/store/source-deliveries.ts";
import { dropOldFacts } from "../../src/usecases/drop-old-facts.ts";
import { loadHistory } from "../../src/usecases/load-history.ts";
import { readKpis } from "../../src/usecases/read-kpis.ts";
import { rebuild, refresh } from "../../src/usecases/refresh.ts";
import { evaluate } from "../../src/warnings/evaluate.ts";
import { rules } from "../../src/warnings/index.ts";

const now = new Date("2026-11-24T09:00:00Z");
const asOf = 20_781;
const instant = (iso: string) => ({ type: "instant", iso }) as const;

/** A fact or two of every kind, the second time with other values. */
const facts = (round: number): Readonly<Record<FactKind, readonly Fact[]>> => ({
  leads: [
    {
      lead_id: "L1",
      created_at: instant("2026-09-01T08:00:00Z"),
      mql_at: instant(`2026-09-0${round + 2}T08:00:00Z`),
      acquisition_channel: "Webinar",
    },
  ],
  opportunities: [
    {
      opportunity_id: "O1",
      created_at: instant("2026-09-10T08:00:00Z"),
      lead_id: "L1",
      account_id: "A1",
      amount: `${round}000`,
      currency: "EUR",
      closed_at: instant("2026-10-10T08:00:00Z"),
      outcome: "won",
    },
  ],
  "stage-changes": [
    { opportunity_id: "O1", stage: `Demo ${round}`, entered_at: instant("2026-09-11T08:00:00Z") },
  ],
  content: [{ asset_id: "C1", title: `Deck ${round}`, published_at: instant("2026-01-01T08:00:00Z") }],
  "content-uses": [
    {
      use_id: "U1",
      asset_id: "C1",
      used_at: instant(`2026-09-1${round}T08:00:00Z`),
      used_by: "sales",
      opportunity_id: "O1",
    },
  ],
  "sales-touches": [
    { touch_id: "T1", lead_id: "L1", touched_at: instant(`2026-09-0${round + 3}T08:00:00Z`) },
  ],
  visits: [{ day: "2026-09-01", acquisition_channel: "Webinar", visitors: `${round}0` }],
  "exchange-rates": [{ currency: "USD", day: "2026-01-01", rate: `0.9${round}` }],
});

/** Does with a workspace what an ordinary week does: imports, refreshes, readings, warnings, and starting over. */
export async function useEverything(
  store: Store,
  workspace: { readonly workspaceId: number; readonly settings: Settings },
): Promise<void> {
  const { workspaceId, settings } = workspace;
  for (const round of [1, 2]) {
    for (const kind of factKinds) {
      await storeFacts(store, { workspaceId, source: "test", kind, facts: facts(round)[kind], now });
    }
    await refresh(store, workspace, now);
  }
  await refresh(store, { ...workspace, settings: { ...settings, weekStart: 7 } }, now);
  await rebuild(store, workspace, now);
  for (const mode of modes) {
    for (const by of [undefined, ...dimensions]) {
      await readKpis(store, {
        workspaceId,
        settings,
        names: kpiNames,
        range: { from: asOf - 100, to: asOf },
        grain: "week",
        mode,
        asOf,
        ...(by ? { by } : {}),
      });
    }
  }
  const history = await loadHistory(store, { workspaceId, settings, asOf });
  evaluate(history, rules);
  await listSourceDeliveries(store, workspaceId);
  await dropOldFacts(store, { workspaceId, settings: { ...settings, keepFactsMonths: 13 } }, now);
  await clearFacts(store, workspaceId);
  await rebuild(store, workspace, now);
}
