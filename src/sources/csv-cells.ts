import { isUtf8 } from "node:buffer";

/**
 * A cell as it stands in the file: a string with one character a byte (latin1), so that what is not valid UTF-8 is
 * noticed where it matters and written back untouched.
 */
export type RawCell = string;

/** Gives a cell's text, or null when its bytes are not UTF-8. */
export function cellText(cell: RawCell): string | null {
  // ASCII reads the same either way, and nearly every cell is.
  if (!/[\u0080-\u00ff]/.test(cell)) return cell;
  const bytes = Buffer.from(cell, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
}

/** Gives a text as a cell. */
export function rawCell(text: string): RawCell {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Gives one line of CSV, without its line break, quoted where it must be. */
export function csvLine(cells: readonly RawCell[], delimiter: string): RawCell {
  return cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(delimiter);
}
