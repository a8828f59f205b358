/** Heights that every system font has at one width; the full block would close the gap to the line above. */
const bars = "▁▂▃▄▅▆▇";

/** Gives a line of figures in one row of text, a space where there is none; from its lowest to its highest. */
export function sparklineText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === null) return " ";
      const height = high === low ? 3 : Math.round(((value - low) / (high - low)) * (bars.length - 1));
      return bars.charAt(height);
    })
    .join("")
    .trim();
}
