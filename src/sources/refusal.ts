/** Why a value, or a row, is not taken: a sentence that says how to mend it. */
export interface Refusal {
  readonly refused: string;
}

/** Gives a refusal. */
export function refuse(refused: string): Refusal {
  return { refused };
}

const longest = 40;

/** Gives a value as a reason may show it: quoted, cut when long, its control characters blanked. */
export function shown(value: string): string {
  const clean = value.replaceAll(/\p{Cc}/gu, " ");
  return `"${clean.length > longest ? `${clean.slice(0, longest)}…` : clean}"`;
}
