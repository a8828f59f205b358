import type { Day } from "../funnel/calendar.ts";
import {
  actionsBlock,
  button,
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  sectionBlock,
} from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { incidentActions } from "./incident-actions.ts";
import { type ToldTarget, targetName } from "./incident-targets.ts";
import type { Language } from "./language.ts";

/** A target as lists show it. */
export interface ListedTarget extends ToldTarget {
  readonly number: number;
  readonly from: Day;
  readonly to: Day | null;
}

/** A section takes 3,000 characters; older targets are on the command line. */
const shown = 20;

/** Gives all targets in words: what holds, what comes, what was. */
export function targetsMessage(listed: readonly ListedTarget[], today: Day, language: Language): Message {
  const targets = listed.toSorted((a, b) => toldOrder.indexOf(a.kpi) - toldOrder.indexOf(b.kpi));
  const { targets: words } = language.texts.incidents;
  const groups = [
    [words.now, targets.filter(({ from, to }) => from <= today && (to === null || today < to))],
    [words.later, targets.filter(({ from }) => from > today)],
    [words.before, targets.filter(({ to }) => to !== null && to <= today)],
  ] as const;
  const sections = groups.flatMap(([title, group]) =>
    group.length === 0
      ? []
      : [[`*${title}*`, ...group.slice(0, shown).map((target) => line(target, language))].join("\n")],
  );
  const body = sections.length === 0 ? [words.none] : sections;
  return {
    text: fallbackText(words.title, ...body, words.how),
    blocks: [
      headerBlock(words.title),
      ...body.map((text) => sectionBlock(text)),
      actionsBlock("targets", [
        button({ text: words.setButton, actionId: incidentActions.setTarget, value: "{}" }),
      ]),
      contextBlock([words.how]),
    ],
  };
}

function line(target: ListedTarget, language: Language): string {
  const { numbers, texts } = language;
  const { number, from, to } = target;
  const days =
    to === null
      ? texts.incidents.targets.from(numbers.day(from, true))
      : texts.incidents.targets.between(numbers.day(from, true), numbers.day(to - 1, true));
  return `\`${number}\`  ${targetName(target, language)}, ${days}`;
}
