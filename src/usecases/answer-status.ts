import { localDay } from "../funnel/calendar.ts";
import { contextBlock, fallbackText, headerBlock, type Message, sectionBlock } from "../messages/blocks.ts";
import { escapeMrkdwn, nameIn } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";

/** A message holds 50 blocks; sources beyond are counted. */
const mostSources = 40;

/** Gives how fresh each source is. */
export async function answerStatus(
  store: Store,
  { workspaceId, settings, locale, today }: Ask,
): Promise<Message> {
  const { texts, numbers } = languageOf(locale, settings);
  const sources = await listSourceDeliveries(store, workspaceId);
  const week = lastWholeWeek(today, settings);
  const lines = sources.slice(0, mostSources).map(({ source, receivedAt }) => {
    const name = nameIn(source, texts.figures.unknownName);
    const moment = numbers.moment(receivedAt);
    const isFresh = localDay(receivedAt, settings.timeZone) >= week.to;
    return isFresh ? texts.digest.read(name, moment) : texts.digest.readBehind(name, moment);
  });
  const more = sources.length - lines.length;
  const title = texts.answer.asOf(numbers.day(today, true), settings.timeZone);
  const told = [
    ...(lines.length === 0 ? [texts.digest.noSources] : lines),
    ...(more > 0 ? [texts.digest.moreSources(more)] : []),
  ];
  const period = texts.digest.period(numbers.period(week), escapeMrkdwn(settings.timeZone));
  return {
    text: fallbackText(title, ...told, period),
    blocks: [headerBlock(title), ...told.map((line) => sectionBlock(line)), contextBlock([period])],
  };
}
