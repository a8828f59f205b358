import { nameIn } from "./escape.ts";
import type { Language } from "./language.ts";

/** A source that is read on a schedule, where there is more to say of it than when it was read last. */
export type SourceNews = { readonly name: string } & (
  | { readonly state: "new" | "paused" }
  /** Rows read so far, and how many there will be where that is known. */
  | { readonly state: "syncing"; readonly rows: number; readonly of: number | null }
  /** Cut off; `next`: when it goes on, in milliseconds since the epoch; null: when somebody asks. */
  | { readonly state: "stopped"; readonly rows: number; readonly next: number | null }
  | { readonly state: "failing"; readonly since: number; readonly next: number | null }
);

const most = 6;

/** Gives how sources do that are being read, fail, wait or rest; what is too many is counted. Mrkdwn. */
export function sourceNewsLines(news: readonly SourceNews[], language: Language): readonly string[] {
  const { texts } = language;
  const lines = news.slice(0, most).map((source) => {
    const name = nameIn(source.name, texts.figures.unknownName, 40);
    return `${name}: ${wordsOf(source, language)}`;
  });
  return news.length > most ? [...lines, texts.digest.moreSources(news.length - most)] : lines;
}

function wordsOf(source: SourceNews, { texts, numbers }: Language): string {
  const words = texts.home.sourceNews;
  const goesOn = (next: number | null) => (next === null ? "" : words.again(numbers.moment(next)));
  switch (source.state) {
    case "new":
      return words.isNew;
    case "paused":
      return words.paused;
    case "syncing":
      return source.of === null ? words.reading(source.rows) : words.readingOf(source.rows, source.of);
    case "stopped":
      return `${words.stopped(source.rows)}${goesOn(source.next)}`;
    case "failing":
      return `${words.failing(numbers.moment(source.since))}${goesOn(source.next)}`;
  }
}
