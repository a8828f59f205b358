import type { ActionsBlockElement, StaticSelect } from "@slack/types";
import type { KpiName } from "../funnel/readings.ts";
import {
  actionIds,
  encodeKpiSubject,
  encodeOption,
  encodeOverviewSubject,
  type KpiSubject,
  memberKey,
} from "./actions.ts";
import type { Asked } from "./answer-model.ts";
import { isSame, periodPresets } from "./answer-periods.ts";
import { actionsBlock, button, type MessageBlock, plainText } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { plainName } from "./escape.ts";
import type { Language } from "./language.ts";

/** Slack's limits for one option. */
const most = { option: 75, options: 100 } as const;

/** Gives what an answer's buttons speak of. */
export function subjectOf({ kpi, asOf, period, mode, by }: Asked, member?: string): KpiSubject {
  return {
    kpi,
    asOf,
    from: period.from,
    to: period.to,
    mode,
    ...(by === null ? {} : { by }),
    ...(member === undefined ? {} : { member: memberKey(member) }),
  };
}

/** Gives the menus that put another answer in this one's place, and the buttons that do something with it. */
export function answerControls(asked: Asked, language: Language, member?: string): readonly MessageBlock[] {
  const subject = subjectOf(asked, member);
  // Slack wants new ids when a message is updated, and every choice changes the subject.
  const id = encodeOption(subject);
  return [
    actionsBlock(`menus ${id}`, [
      kpiMenu(asked, language),
      periodMenu(asked, subject, language),
      ...(asked.breakdowns.length === 0 ? [] : [breakdownMenu(asked, subject, language)]),
      ...(asked.by === null || asked.members.length === 0 ? [] : [memberMenu(asked, subject, language)]),
    ]),
    actionsBlock(`buttons ${id}`, answerButtons(subject, language)),
  ];
}

function answerButtons(subject: KpiSubject, { texts }: Language): readonly ActionsBlockElement[] {
  const value = encodeKpiSubject(subject);
  return [
    button({ text: texts.answer.share, actionId: actionIds.shareAnswer, value, primary: true }),
    button({ text: texts.digest.explain, actionId: actionIds.explainKpi, value }),
    button({ text: texts.controls.csv, actionId: actionIds.exportKpi, value }),
    button({
      text: texts.digest.allFigures,
      actionId: actionIds.allFigures,
      value: encodeOverviewSubject({ asOf: subject.asOf }),
    }),
  ];
}

interface Choice {
  readonly text: string;
  readonly value: string;
  readonly chosen?: boolean;
}

function kpiMenu({ kpi, asOf }: Asked, { texts }: Language): StaticSelect {
  return menu(
    actionIds.chooseKpi,
    texts.controls.kpi,
    toldOrder.map((name) => ({
      text: texts.kpis[name].name,
      value: encodeOption({ kpi: name, asOf }),
      chosen: name === kpi,
    })),
  );
}

function periodMenu(
  { asOf, period, defaultPeriod, calendar }: Asked,
  subject: KpiSubject,
  { texts, numbers }: Language,
): StaticSelect {
  const presets = periodPresets({ asOf, asked: period, defaultPeriod, calendar });
  return menu(
    actionIds.choosePeriod,
    texts.controls.period,
    presets.map((preset) => ({
      text:
        preset.name === "asked"
          ? numbers.period(preset.period)
          : `${texts.controls.presets[preset.name]} (${numbers.period(preset.period)})`,
      value: encodeOption({ ...subject, from: preset.period.from, to: preset.period.to }),
      chosen: isSame(preset.period, period),
    })),
  );
}

function breakdownMenu({ breakdowns, by }: Asked, subject: KpiSubject, { texts }: Language): StaticSelect {
  const { by: _, member: __, ...whole } = subject;
  return menu(actionIds.chooseBreakdown, texts.controls.breakdown, [
    { text: texts.controls.noBreakdown, value: encodeOption(whole), chosen: by === null },
    ...breakdowns.map((each) => ({
      text: texts.controls.by[each],
      value: encodeOption({ ...whole, by: each }),
      chosen: each === by,
    })),
  ]);
}

function memberMenu({ by, members }: Asked, subject: KpiSubject, { texts }: Language): StaticSelect {
  const { member, ...whole } = subject;
  const listed = members.slice(0, most.options - 1).map((name): Choice => {
    const key = memberKey(name);
    return {
      text: plainName(name, texts.figures.unknownName, 50),
      value: encodeOption({ ...whole, member: key }),
      chosen: key === member,
    };
  });
  return menu(actionIds.chooseMember, texts.controls.member[by ?? "segment"], [
    { text: texts.controls.allMembers, value: encodeOption(whole), chosen: member === undefined },
    ...listed,
  ]);
}

/** Gives a menu of all seven that answers with the chosen one. */
export function openKpiMenu(asOf: number, language: Language, leftOut?: KpiName): StaticSelect {
  const { texts } = language;
  return menu(
    actionIds.chooseKpiToOpen,
    texts.controls.openAnother,
    toldOrder
      .filter((kpi) => kpi !== leftOut)
      .map((kpi) => ({ text: texts.kpis[kpi].name, value: encodeOption({ kpi, asOf }) })),
  );
}

function menu(actionId: string, placeholder: string, choices: readonly Choice[]): StaticSelect {
  const options = choices.map(({ text, value }) => ({ text: plainText(text, most.option), value }));
  const chosen = options[choices.findIndex((choice) => choice.chosen)];
  return {
    type: "static_select",
    action_id: actionId,
    placeholder: plainText(placeholder, 150),
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}
