/**
 * The one place where text from data becomes safe. Our own sentences are mrkdwn in which `*` means bold and
 * nothing else; names pass `nameIn` on their way into one, so that they cannot format, link or mention.
 */

const longestName = 60;
/** Controls, bidirectional and other invisible characters; joiners stay, since emoji and scripts need them. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u00ad]|(?![\u200c\u200d])\p{Cf}/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const isolate = { open: "\u2068", close: "\u2069" } as const;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Look-alikes of the characters by which Slack formats, mentions and links. */
const lookAlikes: Readonly<Record<string, string>> = {
  "*": "∗",
  "~": "∼",
  "`": "ˋ",
  _: "ˍ",
  ":": "∶",
  "@": "＠",
  "#": "＃",
};
/** Between letters it keeps a domain from becoming a link, and is not seen. */
const wordJoiner = "\u2060";

/** Gives a name from data as safe mrkdwn, cut to `most` graphemes; what has no visible character gives `absent`. */
export function nameIn(text: string, absent: string, most = longestName): string {
  const clean = visible(text, most);
  if (clean === "") return escapeMrkdwn(absent);
  return mrkdwnOf(isolated(clean));
}

/** Gives a plain text of ours with names from data in it, such as a header, as safe mrkdwn that formats nothing. */
export function mrkdwnOf(plain: string): string {
  const neutral = plain
    .replaceAll(/[*~`]/g, lookAlike)
    // Slack ignores an underscore inside a word, and paid_search should stay searchable.
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, lookAlike)
    .replaceAll(/:(?=\S)/gu, lookAlike)
    .replaceAll(/[@#](?=[\p{L}\p{N}])/gu, lookAlike)
    .replaceAll(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, `.${wordJoiner}`);
  return escapeMrkdwn(neutral);
}

/** Gives a name from data for plain text, table cells and charts, where nothing formats. */
export function plainName(text: string, absent: string, most = longestName): string {
  const clean = visible(text, most);
  return clean === "" ? absent : isolated(clean);
}

/** Escapes what Slack reads as links and mentions. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Gives our mrkdwn without bold marks: for the `text` beside blocks, which Slack still unescapes. */
export function withoutBold(mrkdwn: string): string {
  return mrkdwn.replaceAll("*", "");
}

/** Gives our mrkdwn as plain text: for alt texts, table cells, buttons and charts. */
export function plainOf(mrkdwn: string): string {
  return withoutBold(mrkdwn)
    .replaceAll(wordJoiner, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The beginning of an entity, a mention or a link. */
const unfinished = /(?:&[a-z]{0,3}|<(?:$|[!@#]|https?:)[^<>]*)$/;

/** Cuts a text to `most` UTF-16 units, as Slack counts them, at the end of a grapheme and not within a mention. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd().replace(unfinished, "").trimEnd()}…`;
}

function visible(text: string, most: number): string {
  // A grapheme can be arbitrarily long ("Zalgo"), so the text is bounded in both measures.
  const clean = text
    .slice(0, most * 16)
    .replaceAll(invisible, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const parts = Array.from(graphemes.segment(clean), ({ segment }) => segment);
  const kept =
    parts.length <= most
      ? clean
      : `${parts
          .slice(0, most - 1)
          .join("")
          .trimEnd()}…`;
  return cut(kept, most * 4);
}

/** Right-to-left names are isolated, so that they do not turn the words around them. */
function isolated(text: string): string {
  return rightToLeft.test(text) ? `${isolate.open}${text}${isolate.close}` : text;
}

function lookAlike(character: string): string {
  return lookAlikes[character] ?? character;
}
