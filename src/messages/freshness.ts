import type { SourceFreshness } from "./digest-model.ts";
import { nameIn } from "./escape.ts";
import type { Language } from "./language.ts";

const sourcesNamed = 4;

/** Gives when each source was read last, those that lag behind first; what is too many is counted. Mrkdwn. */
export function freshnessLines(freshness: readonly SourceFreshness[], language: Language): readonly string[] {
  const { texts, numbers } = language;
  if (freshness.length === 0) return [texts.digest.noSources];
  const behindFirst = freshness.toSorted((a, b) => Number(a.coversWeek) - Number(b.coversWeek));
  const named = behindFirst.slice(0, sourcesNamed).map(({ source, receivedAt, coversWeek }) => {
    const name = nameIn(source, texts.figures.unknownName, 40);
    const moment = numbers.moment(receivedAt);
    return coversWeek ? texts.digest.read(name, moment) : texts.digest.readBehind(name, moment);
  });
  const more = freshness.length - named.length;
  return more > 0 ? [...named, texts.digest.moreSources(more)] : named;
}
