import type { KpiName } from "../funnel/readings.ts";
import type { ChannelStanding, ChannelTarget } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import { type BreakdownRequest, readBreakdown } from "./digest-breakdown.ts";

/** A target of one acquisition channel, and the KPI that it is for. */
export interface KpiChannelTarget extends ChannelTarget {
  readonly kpi: KpiName;
}

export interface ChannelStandings {
  standingsOf<K extends KpiName>(kpi: K): readonly ChannelStanding<K>[];
}

/** Gives how acquisition channels stand to the targets of their own; nothing is read where none was agreed. */
export async function channelStandings(
  store: Store,
  request: Omit<BreakdownRequest, "by" | "told">,
  targets: readonly KpiChannelTarget[],
): Promise<ChannelStandings> {
  const told = [...new Set(targets.map(({ kpi }) => kpi))];
  const by = "acquisition-channel";
  const { readings } = await readBreakdown(store, { ...request, by, told });
  return {
    standingsOf: (kpi) =>
      targets
        .filter((target) => target.kpi === kpi)
        .map(({ acquisitionChannel, target }) => ({
          acquisitionChannel,
          target,
          current:
            readings[kpi]?.find(
              ({ slice }) => slice.dimension === by && slice.member === acquisitionChannel,
            ) ?? null,
        })),
  };
}
