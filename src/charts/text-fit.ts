import { interWidths } from "./inter-widths.ts";
import type { TextStyle } from "./theme.ts";

const widths = new Map(
  Object.entries(interWidths).flatMap(([width, characters]) =>
    Array.from(characters, (character): [string, number] => [character, Number(width) / 100]),
  ),
);
const weightFactor = { 400: 1, 500: 1.012, 600: 1.025 } as const;
const ellipsis = "…";
const missing = "□";

/** Spaces that `Intl` puts inside numbers stay, since a line must not break there. */
const breakingSpace = /[^\S\u00a0\u202f\u2009\u200a]+/u;
const ornaments =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Cf}\p{Cc}\p{Co}\p{Cn}]/u;

/**
 * Gives the text as our font can draw it, on one line: emoji and invisible control characters are left
 * out, and a run of letters that the font lacks becomes one □.
 */
export function drawable(text: string): string {
  let result = "";
  for (const character of text.normalize("NFC").split(breakingSpace).join(" ")) {
    if (charWidth(character) !== undefined) result += character;
    else if (ornaments.test(character) || /\p{M}/u.test(character)) continue;
    else if (!result.endsWith(missing)) result += missing;
  }
  return result.replace(/ {2,}/g, " ").trim();
}

/** Gives the width in points that a drawable text takes, to within about two hundredths. */
export function textWidth(text: string, style: TextStyle): number {
  let width = 0;
  for (const character of text) width += charWidth(character) ?? 1;
  return width * style.size * weightFactor[style.weight];
}

/** Gives the drawable text, cut with an ellipsis where it would be wider than `width` points. */
export function cut(text: string, style: TextStyle, width: number): string {
  const whole = drawable(text);
  if (textWidth(whole, style) <= width) return whole;
  let kept = "";
  for (const character of whole) {
    if (textWidth(kept + character + ellipsis, style) > width) break;
    kept += character;
  }
  return kept.trimEnd() + ellipsis;
}

/** An arrow stays between its words: a line neither begins nor ends with one. */
const kept = (text: string) => text.replaceAll(" → ", "\u00a0→\u00a0");

/**
 * Gives the drawable text as at most `most` lines of `width` points, about equally long, so that no word
 * is left alone on the last one; that is cut where it must be.
 */
export function wrap(text: string, style: TextStyle, width: number, most: number): readonly string[] {
  const words = kept(drawable(text)).split(" ").filter(Boolean);
  let lines = broken(words, style, width);
  if (lines.length > most) return [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")].map(fitting);
  for (let narrower = width - 8; narrower > width / 2; narrower -= 8) {
    const tried = broken(words, style, narrower);
    if (tried.length > lines.length || tried.some((line) => textWidth(line, style) > narrower)) break;
    lines = tried;
  }
  return lines.map(fitting);

  function fitting(line: string): string {
    return cut(line, style, width);
  }
}

/** Gives the words in lines; a word that is wider than `width` has a line of its own. */
function broken(words: readonly string[], style: TextStyle, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, style) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function charWidth(character: string): number | undefined {
  return widths.get(character) ?? widths.get(character.normalize("NFD").charAt(0));
}
