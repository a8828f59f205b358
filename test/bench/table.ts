import type { BenchRow, Measured } from "./row.ts";

/** Gives the measurements of a row in words, one line each, under its name. */
export function tableOf(row: BenchRow, measured: readonly Measured[]): string {
  return [`\n${row.name}: ${row.about}`, ...measured.map(lineOf)].join("\n");
}

function lineOf({ what, unit, ours, theirs, ratio, goal, reached, beside = {} }: Measured): string {
  const figure = (value: number) =>
    value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
  const sides = [ours, theirs].map(({ name, median }) => `${name} ${figure(median)} ${unit}`).join(" | ");
  const others = Object.entries(beside).map(
    ([name, value]) => ` | ${name} ${typeof value === "number" ? figure(value) : value}`,
  );
  return `  ${what}: ${sides} | ratio ${figure(ratio)}${others.join("")} | ${reached ? "reached" : "MISSED"}: ${goal}`;
}
