import type { HomeView, KnownBlock, Overflow } from "@slack/types";
import type { UserErrorParts } from "../errors.ts";
import { formatDay } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import { type DayName, formatMinute } from "../funnel/schedule.ts";
import { actionIds, encodeKpiSubject } from "./actions.ts";
import type { OverviewModel } from "./answer-model.ts";
import { actionsBlock, button, contextBlock, headerBlock, sectionBlock } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { evidenceLine, figureWithChange } from "./digest-thread.ts";
import { escapeMrkdwn, nameIn } from "./escape.ts";
import { readingWords, standingWord } from "./figures.ts";
import { freshnessLines } from "./freshness.ts";
import { pairVerdict } from "./gap.ts";
import { optionOf } from "./inputs.ts";
import type { Language } from "./language.ts";
import { type SourceNews, sourceNewsLines } from "./source-states.ts";
import { sparklineText } from "./sparkline.ts";

/** A digest's subscription as Home lists it. */
export interface HomeSubscription {
  readonly subscriptionId: string;
  readonly channelId: string;
  readonly days: readonly DayName[];
  readonly minute: number;
  readonly timeZone: string;
  readonly isPaused: boolean;
  /** Milliseconds since the epoch. */
  readonly nextRun: number;
}

/** An open incident as Home lists it, in safe mrkdwn, and the channel that has its thread. */
export interface HomeIncident {
  readonly title: string;
  readonly sentence: string;
  readonly channelId: string | null;
}

/** The steps of the welcome that are done; it stands until all are. */
export interface WelcomeSteps {
  readonly data: boolean;
  readonly channel: boolean;
  readonly digest: boolean;
}

export interface HomeModel extends Pick<OverviewModel, "asOf" | "timeZone" | "freshness"> {
  /** The seven; or why they cannot be computed, for somebody to mend. */
  readonly seven: OverviewModel | { readonly trouble: Pick<UserErrorParts, "what" | "next"> };
  readonly welcome: WelcomeSteps;
  readonly incidents: readonly HomeIncident[];
  readonly subscriptions: readonly HomeSubscription[];
  readonly sources: readonly SourceNews[];
  /** Whether who looks may change subscriptions and settings. */
  readonly may: { readonly subscriptions: boolean; readonly settings: boolean };
}

/** Home holds 100 blocks; lists that are longer say how much more there is. */
const most = { subscriptions: 20, incidents: 10, sparkline: 13 } as const;

/** Gives App Home: the seven with their course, what is open, which digests come when, how fresh the sources are. */
export function homeView(model: HomeModel, language: Language): HomeView {
  const { texts, numbers } = language;
  const { welcome } = model;
  const isNew = !(welcome.data && welcome.channel && welcome.digest);
  const blocks: readonly KnownBlock[] = [
    ...(isNew ? welcomeBlocks(model, language) : []),
    ...(welcome.data ? sevenBlocks(model, language) : []),
    ...incidentBlocks(model, language),
    ...subscriptionBlocks(model, language),
    headerBlock(texts.home.sources),
    sectionBlock(
      [...freshnessLines(model.freshness, language), ...sourceNewsLines(model.sources, language)].join("\n"),
    ),
    actionsBlock(`home ${formatDay(model.asOf)}`, homeButtons(model, language)),
    contextBlock([texts.answer.asOf(numbers.day(model.asOf, true), escapeMrkdwn(model.timeZone))]),
  ];
  return { type: "home", blocks: [...blocks] };
}

function welcomeBlocks({ welcome, may }: HomeModel, { texts }: Language): readonly KnownBlock[] {
  const words = texts.home.welcome;
  const step = (name: "data" | "channel" | "digest") => (welcome[name] ? words[name].done : words[name].todo);
  return [
    headerBlock(words.title),
    sectionBlock(words.intro),
    sectionBlock(step("data")),
    sectionBlock(
      step("channel"),
      welcome.channel || !may.subscriptions
        ? undefined
        : {
            blockId: "welcome channel",
            button: button({
              text: texts.home.setUpDigest,
              actionId: actionIds.openSubscribe,
              value: "welcome",
              primary: welcome.data,
            }),
          },
    ),
    sectionBlock(
      step("digest"),
      welcome.digest || !welcome.data
        ? undefined
        : {
            blockId: "welcome digest",
            button: button({ text: words.see, actionId: actionIds.previewDigest, value: "welcome" }),
          },
    ),
    { type: "divider" },
  ];
}

function sevenBlocks({ seven: model }: HomeModel, language: Language): readonly KnownBlock[] {
  const { texts, numbers } = language;
  if ("trouble" in model) {
    const { what, next } = model.trouble;
    return [headerBlock(texts.overview.title), sectionBlock(troubleWords(what, next))];
  }
  return [
    headerBlock(texts.overview.title),
    contextBlock([texts.overview.intro(numbers.day(model.week.to - 1, true))]),
    ...toldOrder.flatMap((kpi) => tile(kpi, model, language)),
    sectionBlock(`*${texts.digest.pairLabel}*  ${texts.digest.pairVerdict[pairVerdict(model.rows)]}`),
  ];
}

function troubleWords(what: string, next: string): string {
  return `*${nameIn(what, "", 1000)}*\n${nameIn(next, "", 1000)}`;
}

/** The figure as one reads it, and under it, small and grey, its course and what it rests on. */
function tile(kpi: KpiName, { rows, asOf }: OverviewModel, language: Language): readonly KnownBlock[] {
  const { texts } = language;
  const row = rows[kpi];
  const course = row.series
    .slice(-most.sparkline)
    .map(({ span }) => (readingWords(kpi, span, language).kind === "value" ? span.value : null));
  const line = sparklineText(course);
  const figure = `*${texts.kpis[kpi].name}*  ${figureWithChange(row, language)} · ${standingWord(row, language)}`;
  const evidence = evidenceLine(row, language, "cases");
  return [
    sectionBlock(figure, {
      blockId: `home ${kpi} ${formatDay(asOf)}`,
      button: button({
        text: texts.overview.open,
        label: `${texts.overview.open}: ${texts.kpis[kpi].name}`,
        actionId: actionIds.openKpi,
        value: encodeKpiSubject({ kpi, asOf }),
      }),
    }),
    contextBlock([line === "" ? evidence : `${line}  ${evidence}`]),
  ];
}

function incidentBlocks({ incidents }: HomeModel, { texts }: Language): readonly KnownBlock[] {
  const lines = incidents.slice(0, most.incidents).map(({ title, sentence, channelId }) => {
    const where = channelId === null ? "" : ` · <#${channelId}>`;
    return `*${title}*${where}\n${sentence}`;
  });
  const more = incidents.length - lines.length;
  return [
    headerBlock(texts.home.incidents),
    ...(lines.length === 0
      ? [sectionBlock(texts.home.noIncidents)]
      : lines.map((line) => sectionBlock(line))),
    ...(more > 0 ? [contextBlock([texts.answer.more(more)])] : []),
  ];
}

function subscriptionBlocks(model: HomeModel, language: Language): readonly KnownBlock[] {
  const { texts } = language;
  const { subscriptions, may } = model;
  const more = subscriptions.length - most.subscriptions;
  return [
    headerBlock(texts.home.digests),
    ...(subscriptions.length === 0 ? [sectionBlock(texts.home.noDigests)] : []),
    ...subscriptions
      .slice(0, most.subscriptions)
      .map((one) =>
        sectionBlock(
          subscriptionWords(one, language),
          may.subscriptions
            ? { blockId: `subscription ${one.subscriptionId}`, button: subscriptionMenu(one, language) }
            : undefined,
        ),
      ),
    ...(more > 0 ? [contextBlock([texts.home.moreDigests(more)])] : []),
  ];
}

function subscriptionWords(one: HomeSubscription, { texts, numbers }: Language): string {
  const when = texts.home.schedule(
    one.days.map((day) => texts.home.days[day]),
    formatMinute(one.minute),
    escapeMrkdwn(one.timeZone),
  );
  const next = one.isPaused ? texts.home.paused : texts.home.next(numbers.moment(one.nextRun));
  return `<#${one.channelId}>  ${when} · ${next}`;
}

function subscriptionMenu({ subscriptionId, isPaused }: HomeSubscription, { texts }: Language): Overflow {
  const words = texts.home.asSubscribed;
  const resting = isPaused ? (["resume"] as const) : (["pause"] as const);
  return {
    type: "overflow",
    action_id: actionIds.subscriptionMenu,
    options: [
      optionOf(`change|${subscriptionId}`, words.change),
      optionOf(`sendNow|${subscriptionId}`, words.sendNow),
      ...resting.map((each) => optionOf(`${each}|${subscriptionId}`, words[each])),
      optionOf(`remove|${subscriptionId}`, words.remove),
    ],
  };
}

function homeButtons({ may }: HomeModel, { texts }: Language) {
  const { home } = texts;
  return [
    ...(may.subscriptions
      ? [button({ text: home.setUpDigest, actionId: actionIds.openSubscribe, value: "home" })]
      : []),
    ...(may.settings
      ? [button({ text: home.settings, actionId: actionIds.openSettings, value: "home" })]
      : []),
    button({ text: home.help, actionId: actionIds.help, value: "home" }),
    button({ text: home.refresh, actionId: actionIds.refreshHome, value: "home" }),
  ];
}
