import type { Outcome } from "../../funnel/facts.ts";
import { type LocalMinute, minutesPerDay, season } from "./athens.ts";
import { byShare, type Chance, chanceOf, countAround, logNormal } from "./chance.ts";
import type { Lead, Scene } from "./leads.ts";
import { outbound, type Segment, segments } from "./market.ts";
import { type PipelineStage, pipelineStages } from "./profile.ts";

export interface StageEntry {
  readonly stage: PipelineStage;
  readonly at: LocalMinute;
}

/** All that ever happens to an opportunity, also after the day on which we look. */
export interface Deal {
  readonly id: string;
  readonly lead: string | null;
  readonly channel: string;
  readonly segment: Segment;
  readonly account: string | null;
  readonly created: LocalMinute;
  readonly stages: readonly StageEntry[];
  readonly closed: LocalMinute | null;
  readonly outcome: Outcome;
  /** Whole euros. */
  readonly amount: number;
}

interface Opening {
  readonly lead: Lead | null;
  readonly segment: Segment;
  readonly channel: string;
  readonly created: LocalMinute;
}

const wonShare = 0.275;
const outboundPerWeek = 3;

/** Gives the opportunities created before the scene's day, in the order of their creation. */
export function dealsOf(scene: Scene, leads: readonly Lead[]): readonly Deal[] {
  const chance = chanceOf(scene.seed, "deals");
  const winners: { readonly account: string; readonly won: LocalMinute }[] = [];
  let newcomers = 0;

  const accountOf = ({ lead, created }: Opening): string | null => {
    if (lead?.account) return lead.account;
    if (lead === null && chance.dealt("existing account") < 0.5) {
      const earlier = winners.filter(({ won }) => won < created);
      const winner = earlier[Math.floor(chance.random() * earlier.length)];
      if (winner) return winner.account;
    }
    if (chance.dealt("nameless") < 0.3) return null;
    newcomers += 1;
    return `A-D${String(newcomers).padStart(4, "0")}`;
  };

  return openings(scene, leads).map((opening, index) => {
    const { segment, channel, created, lead } = opening;
    const account = accountOf(opening);
    const course = courseOf(opening, scene, chance);
    if (course.outcome === "won" && course.closed !== null && account !== null) {
      winners.push({ account, won: course.closed });
    }
    const amount = logNormal(chance.dealt(`amount of ${segment.name}`), segment.medianAmount, 0.45);
    return {
      id: `O-${String(index + 1).padStart(5, "0")}`,
      lead: lead?.id ?? null,
      channel,
      segment,
      account,
      created,
      ...course,
      amount: Math.round(amount / 10) * 10,
    };
  });
}

/** Those that leads become, and those that sales finds by itself. */
function openings({ seed, from, today, clock }: Scene, leads: readonly Lead[]): readonly Opening[] {
  const chance = chanceOf(seed, "outbound");
  const found: Opening[] = leads.flatMap((lead) =>
    lead.opportunity === null
      ? []
      : [{ lead, segment: lead.segment, channel: lead.channel, created: lead.opportunity }],
  );
  const end = clock.at(today * minutesPerDay);
  for (let day = clock.at(from * minutesPerDay); day < end; day += 1) {
    const busy = season(Math.floor(clock.minute(day) / minutesPerDay));
    for (let left = countAround((outboundPerWeek / 5) * busy, chance.random); left > 0; left -= 1) {
      const segment = byShare(segments, chance.dealt("segment"));
      found.push({ lead: null, segment, channel: outbound, created: clock.minute(day + chance.random()) });
    }
  }
  return found
    .filter(({ created }) => created < today * minutesPerDay)
    .sort((a, b) => a.created - b.created || ((a.lead?.id ?? "") < (b.lead?.id ?? "") ? -1 : 1));
}

/** How long a stage takes in the middle, in working days. */
const stageDays: Record<PipelineStage, number> = { Discovery: 8, Demo: 7.2, Proposal: 3.4, Negotiation: 8.6 };

interface Visit {
  readonly stage: PipelineStage;
  /** Working days, before any story. */
  readonly days: number;
}

function courseOf(
  { segment, channel, created }: Opening,
  { clock, stories }: Scene,
  chance: Chance,
): Pick<Deal, "stages" | "closed" | "outcome"> {
  const turn = chance.dealt(`outcome of ${channel}`);
  const outcome: Outcome = turn < wonShare ? "won" : turn < 0.985 ? "lost" : "open";
  const reached = outcome === "won" ? pipelineStages.length : stagesReached(chance.dealt("reach"));
  const ownPace = segment.slowness * logNormal(chance.dealt(`pace of ${outcome}`), 1, 0.35);
  const visits = withReturn(
    pipelineStages.slice(0, reached).map((stage) => ({
      stage,
      days: Math.max(0.3, ownPace * logNormal(chance.dealt(`days in ${stage}`), stageDays[stage], 0.5)),
    })),
    chance,
  );
  const stuckSince = clock.at(stories.stuck.since * minutesPerDay);
  const stages: StageEntry[] = [];
  let now = clock.at(created);
  for (const { stage, days } of visits) {
    stages.push({ stage, at: stages.length === 0 ? created : clock.minute(now) });
    const before = Math.min(Math.max(stuckSince - now, 0), days);
    now += stage === stories.stuck.stage ? before + (days - before) * stories.stuck.slower : days;
  }
  return { stages, outcome, closed: outcome === "open" ? null : clock.minute(now) };
}

/** How many stages one that is not won sees. */
function stagesReached(uniform: number): number {
  return byShare(
    [
      { stages: 1, share: 0.22 },
      { stages: 2, share: 0.23 },
      { stages: 3, share: 0.3 },
      { stages: 4, share: 0.25 },
    ],
    uniform,
  ).stages;
}

/** Sends a few back by one stage in the midst of their last one. */
function withReturn(visits: readonly Visit[], chance: Chance): readonly Visit[] {
  const last = visits.at(-1);
  const before = visits.at(-2);
  if (!last || !before || chance.dealt("return") > 0.05) return visits;
  return [
    ...visits.slice(0, -1),
    { ...last, days: last.days * 0.4 },
    { ...before, days: before.days * 0.4 },
    { ...last, days: last.days * 0.6 },
  ];
}
