import { localDay } from "../funnel/calendar.ts";
import { contextBlock, fallbackText, headerBlock, type Message, sectionBlock } from "../messages/blocks.ts";
import { escapeMrkdwn, nameIn } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import { type DigestStatus, digestStatusWords, statusTexts } from "../messages/status.ts";
import type { Store } from "../store/database.ts";
import { latestRuns } from "../store/runs.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import { subscriptionsOf } from "../store/subscriptions.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";

/** A message holds 50 blocks; digests and sources beyond are counted. */
const mostDigests = 20;
const mostSources = 20;

/** Gives what became of each digest and when the next one comes, and how fresh each source is. */
export async function answerStatus(
  store: Store,
  { workspaceId, settings, locale, today }: Ask,
): Promise<Message> {
  const language = languageOf(locale, settings);
  const { texts, numbers } = language;
  const [sources, digests] = await Promise.all([
    listSourceDeliveries(store, workspaceId),
    digestsOf(store, workspaceId),
  ]);
  const week = lastWholeWeek(today, settings);
  const { title } = statusTexts[locale];
  const asOf = texts.answer.asOf(numbers.day(today, true), escapeMrkdwn(settings.timeZone));
  const lines = sources.slice(0, mostSources).map(({ source, receivedAt }) => {
    const name = nameIn(source, texts.figures.unknownName);
    const moment = numbers.moment(receivedAt);
    const isFresh = localDay(receivedAt, settings.timeZone) >= week.to;
    return isFresh ? texts.digest.read(name, moment) : texts.digest.readBehind(name, moment);
  });
  const shown = digests.slice(0, mostDigests);
  const more = {
    digests: digests.length - shown.length,
    sources: sources.length - lines.length,
  };
  const told = [
    `*${texts.home.digests}*`,
    ...(shown.length === 0 ? [texts.home.noDigests] : []),
    ...shown.map((one) => digestStatusWords(one, language, settings.currency)),
    ...(more.digests > 0 ? [texts.home.moreDigests(more.digests)] : []),
    `*${texts.home.sources}*`,
    ...(lines.length === 0 ? [texts.digest.noSources] : lines),
  ];
  const footer = [...(more.sources > 0 ? [texts.digest.moreSources(more.sources)] : []), asOf];
  return {
    text: fallbackText(title, ...told, ...footer),
    blocks: [headerBlock(title), ...told.map((line) => sectionBlock(line)), contextBlock(footer)],
  };
}

async function digestsOf(store: Store, workspaceId: number): Promise<readonly DigestStatus[]> {
  const [subscriptions, runs] = await Promise.all([
    subscriptionsOf(store, workspaceId),
    latestRuns(store, workspaceId),
  ]);
  const last = new Map(runs.map((run) => [run.subscriptionId, run]));
  return subscriptions.map(
    ({ subscriptionId, channelId, days, minute, timeZone, paused, nextDueAt }): DigestStatus => {
      const run = last.get(subscriptionId);
      return {
        channelId,
        days,
        minute,
        timeZone,
        isPaused: paused !== null,
        nextRun: nextDueAt.getTime(),
        last: run ? { at: run.dueAt.getTime(), state: run.state, reason: run.reason } : null,
      };
    },
  );
}
