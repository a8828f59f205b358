/** Figures as CSV (RFC 4180): for spreadsheets, which must not take a name from data for a formula. */

const longestName = 200;

/** What a spreadsheet may read as the beginning of a formula, in every width and also behind a space. */
const formula = /^\s*[=+\-@|%\t\r＝＋－＠]/u;

/** Gives a text from data as a quoted cell that no spreadsheet runs. */
export function csvText(text: string): string {
  const clean = text.replaceAll(/\p{Cc}/gu, " ").slice(0, longestName);
  const harmless = formula.test(clean) ? `'${clean}` : clean;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Gives a figure with six digits, which tell shares apart; empty where there is none. */
export function csvFigure(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(6)));
}
