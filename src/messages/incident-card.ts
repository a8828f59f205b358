import type { Button } from "@slack/types";
import type { Day } from "../funnel/calendar.ts";
import { type Incident, isOver } from "../warnings/incident.ts";
import {
  actionsBlock,
  altText,
  button,
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  sectionBlock,
} from "./blocks.ts";
import { chartSlotBlock } from "./chart-slots.ts";
import type { Annotation } from "./digest-model.ts";
import { mrkdwnOf, nameIn } from "./escape.ts";
import { encodeIncident, incidentActions } from "./incident-actions.ts";
import {
  leadOf,
  ownersLine,
  profile,
  stateWord,
  storyOf,
  thresholdWords,
  valueWords,
} from "./incident-words.ts";
import type { Language } from "./language.ts";

/** A threshold that "not useful" raised, and that can be put back. */
export interface RaisedThreshold {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** All that an incident's messages say, before they have words. */
export interface IncidentModel {
  readonly incident: Incident;
  /** The newest day that the figures know of. */
  readonly dataThrough: Day;
  /** All that the teams noted, by day; those around its beginning are said to coincide. */
  readonly annotations: readonly Annotation[];
  /** Targets that were agreed for what it is about, in words. */
  readonly targets: readonly string[];
  readonly raised: RaisedThreshold | null;
}

/** The picture's place on the card. */
export const incidentChart = "incident";

/**
 * Gives an incident's card: its thread's first message, which is edited in place and is always true. `revision` makes
 * the ids of its blocks new, as Slack wants of an edited message.
 */
export function incidentCard(model: IncidentModel, revision: number, language: Language): Message {
  const { incident } = model;
  const { texts, numbers } = language;
  const { card, severities } = texts.incidents;
  const lead = leadOf(incident);
  const story = storyOf(lead.latest, language);
  const state = [
    `*${stateWord(incident, language)}*`,
    ...(isOver(incident) ? [] : [severities[lead.latest.severity]]),
    card.since(numbers.day(lead.latest.evidence.since)),
    card.restsOn(story.cases),
  ].join(" · ");
  const people = [
    ownersLine(incident, language),
    ...(incident.status.kind === "acknowledged" ? [card.acknowledgedBy(profile(incident.status.by))] : []),
  ].join(" · ");
  const notes = cardNotes(model, language);
  const footer = card.footer(
    incident.number,
    numbers.moment(incident.opened.instant),
    numbers.day(model.dataThrough),
  );
  return {
    text: fallbackText(
      `${stateWord(incident, language)}: ${mrkdwnOf(story.title)}`,
      story.fact,
      people,
      ...notes,
    ),
    blocks: [
      headerBlock(story.title),
      sectionBlock(`${state}\n${story.fact}`),
      chartSlotBlock({ name: incidentChart, altText: chartAlt(model, language) }),
      sectionBlock([people, ...notes].join("\n")),
      actionsBlock(`incident ${incident.number} ${revision}`, buttonsOf(model, language)),
      contextBlock([footer]),
    ],
  };
}

/** What was noted so many days before or after the beginning is worth naming. */
const around = 21;

/** What stands on the card only where there is something to say: what holds it, what belongs to it, what coincides. */
function cardNotes({ incident, annotations, targets, raised }: IncidentModel, language: Language) {
  const { texts, numbers } = language;
  const { card } = texts.incidents;
  const lead = leadOf(incident);
  const related = incident.members.filter((member) => member !== lead && member.ended === null);
  const { since } = lead.latest.evidence;
  const annotation = annotations.findLast(({ day }) => Math.abs(day - since) <= around);
  return [
    ...(incident.heldBy.length > 0
      ? [
          card.held(
            incident.heldBy.map((source) =>
              source === "?" ? card.facts : `*${nameIn(source, texts.figures.unknownName)}*`,
            ),
          ),
        ]
      : []),
    ...(related.length > 0
      ? [card.related(related.map(({ latest }) => mrkdwnOf(storyOf(latest, language).title)))]
      : []),
    ...(annotation
      ? [card.coincides(nameIn(annotation.text, texts.figures.unknownName, 100), numbers.day(annotation.day))]
      : []),
    ...(targets.length > 0 ? [card.target(targets.join(" · "))] : []),
    ...(raised
      ? [
          card.thresholdRaised(
            thresholdWords(raised.from, language),
            thresholdWords(raised.to, language),
            profile(raised.by),
          ),
        ]
      : []),
  ];
}

/** The chart in words. */
function chartAlt({ incident }: IncidentModel, language: Language): string {
  const { texts } = language;
  const { latest } = leadOf(incident);
  const story = storyOf(latest, language);
  const { evidence } = latest;
  const came = valueWords(evidence, evidence.value, language);
  const usual = valueWords(evidence, evidence.baselineValue, language);
  return altText(
    `${story.title}.`,
    `${texts.incidents.card.came}: ${came ?? "–"}, ${texts.incidents.card.expected}: ${usual ?? "–"}.`,
    story.fact,
  );
}

function buttonsOf({ incident, raised }: IncidentModel, { texts }: Language): readonly Button[] {
  const { buttons } = texts.incidents;
  const value = encodeIncident(incident.number);
  const make = (text: string, actionId: string, primary = false) =>
    button({ text, actionId, value, primary });
  const restore = raised ? [make(buttons.restore, incidentActions.restore)] : [];
  if (isOver(incident)) return [make(buttons.reopen, incidentActions.reopen), ...restore];
  return [
    ...(incident.status.kind === "acknowledged"
      ? []
      : [make(buttons.acknowledge, incidentActions.acknowledge, true)]),
    make(buttons.assign, incidentActions.assign),
    make(buttons.snooze, incidentActions.snooze),
    make(buttons.resolve, incidentActions.resolve),
    make(buttons.notUseful, incidentActions.notUseful),
    ...restore,
  ];
}
