import type { Settings } from "../funnel/settings.ts";
import {
  type Incident,
  isOver,
  type Member,
  type Resolution,
  type Team,
  teams,
} from "../warnings/incident.ts";
import type { IncidentEvent } from "../warnings/incident-events.ts";
import { ruleNamed } from "../warnings/incident-thresholds.ts";
import type { Contributor, Evidence } from "../warnings/warning.ts";
import { actionsBlock, button, contextBlock, fallbackText, type Message, sectionBlock } from "./blocks.ts";
import { mrkdwnOf, nameIn } from "./escape.ts";
import { encodeIncident, incidentActions } from "./incident-actions.ts";
import type { IncidentModel } from "./incident-card.ts";
import { storyOf, thresholdWords, valueWords } from "./incident-words.ts";
import type { Language } from "./language.ts";

/** Whom an opening mentions; it is the only message that mentions anyone. */
export type TeamGroups = Pick<Settings["incidents"], "marketingGroup" | "salesGroup">;

/** People's names by Slack user: replies name people and do not call them. */
export type Names = ReadonlyMap<string, string>;

const contributorsShown = 3;

/**
 * Gives the first reply: the values that fired, frozen, with who carries them, what it means for each team, and what
 * there is to settle. It never changes, since the card above does.
 */
export function firedReply(model: IncidentModel, groups: TeamGroups, language: Language): Message {
  const { texts, numbers } = language;
  const { thread } = texts.incidents;
  const { incident } = model;
  const [lead] = incident.members;
  const story = storyOf(lead.fired, language);
  const title = `*${thread.fired(numbers.day(incident.opened.day, true))}*`;
  const others = incident.members.slice(1).map(({ fired }) => storyOf(fired, language).fact);
  const carriers = contributorLines(lead.fired.evidence, language);
  const meaning = teams.map((team) => `${teamName(team, groups, language)}\n${story.meaning[team]}`);
  const questions = teams.flatMap((team) =>
    story.questions[team].map((question) => `*${texts.incidents.teams[team]}:* ${question}`),
  );
  const { statistic, threshold } = lead.fired.evidence;
  const footer = thread.evidence(
    thresholdWords(statistic, language),
    thresholdWords(threshold, language),
    ruleNamed(lead.fired.rule).opens,
  );
  return {
    text: fallbackText(
      title,
      story.fact,
      ...others,
      ...carriers,
      ...meaning,
      thread.questions,
      ...questions,
      footer,
    ),
    blocks: [
      sectionBlock([title, story.fact, ...others, ...carriers.map((line) => `•  ${line}`)].join("\n")),
      ...meaning.map((text) => sectionBlock(text)),
      sectionBlock([`*${thread.questions}*`, ...questions].join("\n")),
      contextBlock([footer]),
    ],
  };
}

function teamName(team: Team, groups: TeamGroups, { texts }: Language): string {
  const group = team === "marketing" ? groups.marketingGroup : groups.salesGroup;
  const label = team === "marketing" ? texts.digest.forMarketing : texts.digest.forSales;
  return group === null ? `*${label}*` : `*${label}*  <!subteam^${group}>`;
}

function contributorLines(evidence: Evidence, language: Language): readonly string[] {
  const { texts, numbers } = language;
  return evidence.contributors
    .filter(({ share }) => share >= 0.1)
    .slice(0, contributorsShown)
    .map((contributor) => {
      const words = (value: number | null) =>
        contributor.dimension === "stage"
          ? value === null
            ? null
            : numbers.days(value)
          : value === null
            ? null
            : numbers.percent(value);
      return texts.incidents.thread.contributor({
        name: `*${nameIn(contributor.member, texts.figures.unknownName)}*`,
        kind: kindOf(contributor),
        from: words(contributor.from),
        to: words(contributor.to),
        share: numbers.wholePercent(contributor.share),
      });
    });
}

function kindOf({ dimension, kind }: Contributor): "mix" | "rate" | "stay" | "step" {
  if (dimension === "stage") return "stay";
  return dimension === "step" ? "step" : kind;
}

/** Gives the reply that tells of an event, or null for one that only the card shows. */
export function eventReply(
  event: IncidentEvent,
  model: IncidentModel,
  story: {
    readonly events: readonly IncidentEvent[];
    readonly people: readonly string[];
    readonly names: Names;
  },
  language: Language,
): Message | null {
  const { thread } = language.texts.incidents;
  const { incident } = model;
  const nameOf = (user: string) => nameIn(story.names.get(user) ?? user, "?");
  switch (event.kind) {
    case "snooze-ended":
      // What ended while it slept is told as resolved, in the same moment.
      return isOver(incident)
        ? null
        : factReply((title) => thread.snoozeEnded(title), leading(incident), language);
    case "worsened":
      return factReply((title) => thread.worsened(title), leading(incident), language);
    case "joined":
      return factReply((title) => thread.joined(title), event.member, language);
    case "reopened": {
      const since = daysBetween(lastOver(story.events, event), event.at.day);
      return event.by === null
        ? factReply(() => thread.breachedAgain(since), event.members[0] ?? leading(incident), language)
        : words(thread.reopenedBy(nameOf(event.by)));
    }
    case "resolved":
      return summary(event.resolution, event, model, story, language);
    default:
      return null;
  }
}

function leading({ members }: Incident): Member {
  return members.find(({ ended }) => ended === null) ?? members[0];
}

function factReply(say: (title: string) => string, { latest }: Member, language: Language): Message {
  const { title, fact } = storyOf(latest, language);
  return words(`${say(mrkdwnOf(title))}\n${fact}`);
}

function words(text: string): Message {
  return { text: fallbackText(text), blocks: [sectionBlock(text)] };
}

/** How long, what changed, who took part, and the way back. */
function summary(
  resolution: Resolution,
  event: IncidentEvent,
  { incident }: IncidentModel,
  { events, people, names }: Parameters<typeof eventReply>[2],
  language: Language,
): Message {
  const { thread, reasons, buttons } = language.texts.incidents;
  const nameOf = (user: string) => nameIn(names.get(user) ?? user, "?");
  const days = daysBetween(lastOpened(events, event), event.at.day);
  const [lead] = incident.members;
  const opened = valueWords(lead.fired.evidence, lead.fired.evidence.value, language);
  const now = valueWords(lead.latest.evidence, lead.latest.evidence.value, language);
  const usual = valueWords(lead.latest.evidence, lead.latest.evidence.baselineValue, language);
  const note = resolution.by === "people" && resolution.note !== "" ? nameIn(resolution.note, "", 500) : null;
  const lines = [
    resolution.by === "people"
      ? thread.resolvedBy(nameOf(resolution.user), days)
      : thread.resolvedByData(days),
    resolution.by === "people"
      ? thread.why(reasons[resolution.reason], note)
      : thread.causes[resolution.cause],
    ...(opened !== null && now !== null ? [thread.changed(opened, now, usual)] : []),
    people.length > 0 ? thread.tookPart(people.map(nameOf)) : thread.nobody,
  ];
  return {
    text: fallbackText(...lines, thread.offer),
    blocks: [
      sectionBlock(lines.join("\n")),
      actionsBlock(`reopen ${incident.number} ${event.at.instant}`, [
        button({
          text: buttons.reopen,
          actionId: incidentActions.reopen,
          value: encodeIncident(incident.number),
        }),
      ]),
      contextBlock([thread.offer]),
    ],
  };
}

function lastOpened(events: readonly IncidentEvent[], before: IncidentEvent): number {
  const earlier = events.filter(
    ({ kind, at }) => (kind === "opened" || kind === "reopened") && at.instant <= before.at.instant,
  );
  return earlier.at(-1)?.at.day ?? before.at.day;
}

function lastOver(events: readonly IncidentEvent[], before: IncidentEvent): number {
  const earlier = events.filter(({ kind, at }) => kind === "resolved" && at.instant <= before.at.instant);
  return earlier.at(-1)?.at.day ?? before.at.day;
}

function daysBetween(from: number, to: number): number {
  return Math.max(0, to - from);
}
