import type { KnownBlock } from "@slack/types";
import type { Incident } from "../warnings/incident.ts";
import type { RuleName } from "../warnings/rule-names.ts";
import {
  actionsBlock,
  button,
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  sectionBlock,
} from "./blocks.ts";
import { mrkdwnOf, nameIn } from "./escape.ts";
import { incidentActions } from "./incident-actions.ts";
import { leadOf, ownersLine, profile, stateWord, storyOf, thresholdWords } from "./incident-words.ts";
import type { Language } from "./language.ts";

export interface ListedIncident {
  readonly incident: Incident;
  /** Where its thread is; null: it has none. */
  readonly link: string | null;
}

export interface WarningsModel {
  readonly open: readonly ListedIncident[];
  /** The newest first. */
  readonly over: readonly ListedIncident[];
  /** Rules whose threshold is not their own, with both. */
  readonly rules: readonly {
    readonly rule: RuleName;
    readonly value: number;
    readonly usual: number;
    readonly changedBy: string;
  }[];
  /** Subjects that people called not useful. */
  readonly subjects: readonly {
    readonly rule: RuleName;
    readonly subject: string | null;
    readonly value: number;
    readonly usual: number;
    readonly changedBy: string;
  }[];
  readonly mayChange: boolean;
}

/** Gives what is open, what was over last, and which thresholds were changed. */
export function warningsMessage(model: WarningsModel, language: Language): Message {
  const { list } = language.texts.incidents;
  const open = model.open.map((listed) => openLines(listed, language));
  const over = model.over.map((listed) => overLine(listed, language));
  const thresholds = thresholdLines(model, language);
  const sections = [
    ...(open.length === 0 ? [list.nothingOpen] : open),
    ...(over.length === 0 ? [] : [[`*${list.over}*`, ...over].join("\n")]),
    ...(thresholds.length === 0 ? [] : [[`*${list.thresholds}*`, ...thresholds].join("\n")]),
  ];
  const blocks: readonly KnownBlock[] = [
    headerBlock(list.title),
    ...sections.map((text) => sectionBlock(text)),
    ...(model.mayChange
      ? [
          actionsBlock("warnings", [
            button({ text: list.change, actionId: incidentActions.changeThresholds, value: "{}" }),
          ]),
        ]
      : [contextBlock([list.whoMay])]),
  ];
  return { text: fallbackText(list.title, ...sections), blocks };
}

function openLines({ incident, link }: ListedIncident, language: Language): string {
  const { texts } = language;
  const story = storyOf(leadOf(incident).latest, language);
  const state = `*${stateWord(incident, language)}*`;
  const where = link === null ? texts.incidents.list.noThread : `<${link}|${texts.incidents.list.thread}>`;
  return `${state}  *${mrkdwnOf(story.title)}*\n${ownersLine(incident, language)} · ${where}`;
}

function overLine({ incident, link }: ListedIncident, language: Language): string {
  const { texts, numbers } = language;
  const story = storyOf(incident.members[0].latest, language);
  const { status } = incident;
  if (status.kind !== "resolved") return mrkdwnOf(story.title);
  const { resolution, at } = status;
  const how =
    resolution.by === "people"
      ? texts.incidents.reasons[resolution.reason]
      : texts.incidents.list.causes[resolution.cause];
  const where = link === null ? "" : `, <${link}|${texts.incidents.list.thread}>`;
  return `•  ${mrkdwnOf(story.title)}: ${numbers.day(at.day)}, ${how}${where}`;
}

function thresholdLines({ rules, subjects }: WarningsModel, language: Language): readonly string[] {
  const { list, rules: names } = language.texts.incidents;
  const words = (value: number) => thresholdWords(value, language);
  return [
    ...rules.map(({ rule, value, usual, changedBy }) =>
      list.ruleThreshold(names[rule], words(value), words(usual), profile(changedBy)),
    ),
    ...subjects.map(({ rule, subject, value, usual, changedBy }) =>
      list.subjectThreshold(
        subject === null
          ? names[rule]
          : `${names[rule]}: ${nameIn(subject, language.texts.figures.unknownName)}`,
        words(value),
        words(usual),
        profile(changedBy),
      ),
    ),
  ].map((line) => `•  ${line}`);
}
