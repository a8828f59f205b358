import type { Snapshot } from "../funnel/cells.ts";
import type { Question } from "../funnel/readings.ts";
import { convertedIn, enteredIn } from "./weeks.ts";

/**
 * What may be wrong with an acquisition channel, against the others: few leads come though they are good; leads
 * come but sales does not take them up; or, where take-up is unknown, that or poor leads.
 */
export type ChannelFinding = "not-attracting" | "neglected" | "neglected-or-poor-leads" | null;

interface ChannelLeads {
  readonly channel: Snapshot;
  readonly leads: number;
}

const fewestCases = 20;

/**
 * Gives a finding for each acquisition channel, against all of them together: at most half of an even share of leads
 * that convert at least a quarter better is `not-attracting`; a share worked at most 80% of the whole's, though the
 * worked convert at least 90% as well, is `neglected`. Fewer than 20 MQLs tell nothing.
 */
export function channelFindings(
  channels: readonly ChannelLeads[],
  question: Question,
): readonly ChannelFinding[] {
  const counts = channels.map(({ channel }) => countsOf(channel, question));
  const all = ratesOf(
    counts.reduce(
      (sum, own) => ({
        mqls: sum.mqls + own.mqls,
        worked: sum.worked + own.worked,
        converted: sum.converted + own.converted,
      }),
      { mqls: 0, worked: 0, converted: 0 },
    ),
  );
  const leads = channels.reduce((sum, own) => sum + own.leads, 0);
  return channels.map((own, index) => {
    const rates = ratesOf(counts[index] ?? { mqls: 0, worked: 0, converted: 0 });
    return findingOf(rates, all, leads > 0 && own.leads / leads <= 0.5 / channels.length);
  });
}

interface Counts {
  readonly mqls: number;
  readonly worked: number;
  readonly converted: number;
}

function countsOf(channel: Snapshot, question: Question): Counts {
  return {
    mqls: enteredIn(channel, "mql-to-worked", question),
    worked: convertedIn(channel, "mql-to-worked", question),
    converted: convertedIn(channel, "mql-to-opportunity", question),
  };
}

function ratesOf({ mqls, worked, converted }: Counts) {
  return {
    mqls,
    worked: worked === 0 ? null : worked / mqls,
    converted: mqls === 0 ? null : converted / mqls,
    /** Sales' own touches are known where more MQLs were worked than became opportunities. */
    takeUpKnown: worked > converted,
  };
}

type Rates = ReturnType<typeof ratesOf>;

function findingOf(own: Rates, all: Rates, fewLeads: boolean): ChannelFinding {
  if (own.mqls < fewestCases || all.converted === null || own.converted === null) return null;
  if (fewLeads && own.converted >= 1.25 * all.converted) return "not-attracting";
  if (!all.takeUpKnown) return own.converted <= 0.8 * all.converted ? "neglected-or-poor-leads" : null;
  if (own.worked === null || all.worked === null || own.worked > 0.8 * all.worked) return null;
  return own.converted / own.worked >= 0.9 * (all.converted / all.worked) ? "neglected" : null;
}
