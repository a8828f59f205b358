import type { Figure, KpiName } from "../funnel/readings.ts";
import type { ReadingOf } from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import { figureWords, shareWords } from "./figures.ts";
import type { Language } from "./language.ts";

/** At most so many members of one list are told; the rest is counted. */
const mostMembers = 8;

/** Whether the reading's conversions are of those in flight (pace) or of those who entered (cohort, period). */
export type Counted = "in-flight" | "entered";

type Lines = {
  readonly [K in KpiName]: (reading: ReadingOf<K>, counted: Counted, language: Language) => readonly string[];
};

/** Gives what a KPI's detail says, one mrkdwn line each, the most telling first. */
export function detailLines<K extends KpiName>(
  kpi: K,
  reading: ReadingOf<K>,
  counted: Counted,
  language: Language,
): readonly string[] {
  return lines[kpi](reading, counted, language);
}

const lines: Lines = {
  "end-to-end": ({ detail }, counted, language) => {
    const { details } = language.texts;
    const { instability, steps, visits } = detail;
    const varying = steps.find(({ step }) => step === instability.mostUnstableStep);
    const percent = (share: number | null | undefined) => language.numbers.wholePercent(share ?? 0);
    return [
      ...steps.map((step) =>
        details.step(
          details.steps[step.step],
          shareWords(step, language),
          step.step === "mql-to-opportunity" || step.step === "opportunity-to-customer"
            ? casesWords(step.step, step, counted, language)
            : details.leadToMqlCases(step.numerator ?? 0, step.denominator ?? 0, counted === "in-flight"),
        ),
      ),
      ...(instability.tau
        ? [
            [
              details.instability(percent(instability.tau)),
              ...(varying?.tau
                ? [details.instabilityStep(details.steps[varying.step], percent(varying.tau))]
                : []),
            ].join(" · "),
          ]
        : []),
      ...(visits && visits.leadsPerVisitor !== null && visits.customersPerVisitor !== null
        ? [
            details.visits(
              visits.visitors,
              language.numbers.percent(visits.leadsPerVisitor),
              language.numbers.percent(visits.customersPerVisitor),
            ),
          ]
        : []),
    ];
  },

  "cycle-time": ({ detail }, _, language) => {
    const { texts, numbers } = language;
    const days = (value: number | null) => (value === null ? texts.figures.noData : numbers.days(value));
    const regressions = detail.stages.reduce((sum, stage) => sum + stage.regressions, 0);
    return [
      ...(detail.p80 === null ? [] : [texts.details.cycle(numbers.days(detail.p80))]),
      ...(detail.grewMost
        ? [
            texts.details.grewMost(
              safe(detail.grewMost.stage, language),
              numbers.days(detail.grewMost.from),
              numbers.days(detail.grewMost.to),
            ),
          ]
        : []),
      ...detail.stages.slice(0, mostMembers).map((stage) =>
        texts.details.stage({
          name: safe(stage.stage, language),
          median: days(stage.median),
          p80: days(stage.p80),
          count: stage.count,
          before: stage.before === null ? null : numbers.days(stage.before),
        }),
      ),
      ...(detail.fromLead.median === null
        ? []
        : [
            texts.details.fromLead(
              numbers.days(detail.fromLead.median),
              days(detail.fromLead.p80),
              detail.fromLead.count,
            ),
          ]),
      ...(regressions > 0 ? [texts.details.regressions(regressions)] : []),
    ];
  },

  "mql-to-opportunity": ({ detail }, counted, language) => [
    ...channelLines("mql-to-opportunity", detail.byAcquisitionChannel, counted, language),
    ...(detail.opportunitiesWithoutMql > 0
      ? [language.texts.details.withoutMql(detail.opportunitiesWithoutMql)]
      : []),
  ],

  "opportunity-to-customer": ({ detail }, counted, language) => {
    const { winRate } = detail;
    return [
      ...(winRate.denominator
        ? [
            language.texts.details.winRate(
              shareWords(winRate, language),
              winRate.numerator ?? 0,
              winRate.denominator,
            ),
          ]
        : []),
      ...channelLines("opportunity-to-customer", detail.byAcquisitionChannel, counted, language),
    ];
  },

  "revenue-mix": ({ detail }, _, language) => {
    const { texts, numbers } = language;
    const shown = detail.acquisitionChannels.slice(0, mostMembers);
    const more = detail.acquisitionChannels.length - shown.length;
    const share = (value: number | null) => (value === null ? texts.figures.noData : numbers.percent(value));
    return [
      ...shown.map((channel) => {
        const line = texts.details.revenueChannel({
          name: safe(channel.acquisitionChannel, language),
          revenue: numbers.money(channel.revenue),
          share: share(channel.share),
          leads: channel.leads,
          leadShare: share(channel.leadShare),
        });
        return channel.finding === null ? line : `${line}: ${texts.details.findings[channel.finding]}`;
      }),
      ...(more > 0 ? [texts.details.moreChannels(more)] : []),
      ...(detail.winsWithoutAmount > 0 ? [texts.details.withoutAmount(detail.winsWithoutAmount)] : []),
    ];
  },

  "content-used": ({ detail }, _, language) => {
    const { details } = language.texts;
    const atWins = [detail.wonWithContent, detail.lostWithContent];
    return [
      ...(detail.inOpportunity.denominator
        ? [details.inOpportunity(shareWords(detail.inOpportunity, language))]
        : []),
      ...(atWins.every(({ denominator }) => denominator)
        ? [
            details.contentAtWins(
              shareWords(detail.wonWithContent, language),
              shareWords(detail.lostWithContent, language),
            ),
          ]
        : []),
      ...(detail.neverUsed.length > 0
        ? [
            details.neverUsed(
              detail.neverUsed.slice(0, 5).map(({ title }) => safe(title, language)),
              detail.neverUsed.length,
            ),
          ]
        : []),
      ...detail.byJourneyStage
        .slice(0, mostMembers)
        .map((stage) =>
          details.journeyStage(safe(stage.journeyStage, language), shareWords(stage, language)),
        ),
    ];
  },

  "revenue-per-account": ({ detail }, _, language) => {
    const { texts, numbers } = language;
    const money = (value: number | null) => (value === null ? texts.figures.noData : numbers.money(value));
    const any = detail.new.accounts + detail.existing.accounts > 0;
    return [
      ...(detail.median === null ? [] : [texts.details.medianAccount(numbers.money(detail.median))]),
      ...(any
        ? [
            texts.details.newAndExisting({
              newValue: money(detail.new.value),
              newCount: detail.new.accounts,
              existingValue: money(detail.existing.value),
              existingCount: detail.existing.accounts,
            }),
          ]
        : []),
      ...(detail.winsWithoutAccount > 0 ? [texts.details.withoutAccount(detail.winsWithoutAccount)] : []),
    ];
  },
};

function channelLines(
  kpi: "mql-to-opportunity" | "opportunity-to-customer",
  channels: readonly (Figure & { readonly acquisitionChannel: string })[],
  counted: Counted,
  language: Language,
): readonly string[] {
  const { details } = language.texts;
  const byCases = channels.toSorted((a, b) => (b.denominator ?? 0) - (a.denominator ?? 0));
  const shown = byCases.slice(0, mostMembers);
  const more = byCases.length - shown.length;
  return [
    ...shown.map((channel) =>
      details.channel(
        safe(channel.acquisitionChannel, language),
        figureWords({ ...channel, unit: "ratio" }, language, counted === "entered" && !!channel.denominator)
          .text,
        casesWords(kpi, channel, counted, language),
      ),
    ),
    ...(more > 0 ? [details.moreChannels(more)] : []),
  ];
}

/** Gives what a KPI's figure rests on. */
export function casesWords(
  kpi: KpiName,
  { numerator, denominator }: Pick<Figure, "numerator" | "denominator">,
  counted: Counted,
  { texts }: Language,
): string {
  if (!denominator) return texts.figures.noCases;
  const { cases, cohortCases } = texts.kpis[kpi];
  return counted === "in-flight" ? cases(numerator, denominator) : cohortCases(numerator, denominator);
}

function safe(text: string, { texts }: Language): string {
  return nameIn(text, texts.figures.unknownName);
}
