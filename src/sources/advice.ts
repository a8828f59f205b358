/** What whoever reads a refusal can do about it, where they are. */
export interface Advice {
  /** How to say what a word of theirs means. */
  meaning(field: string, theirs: string, ours: string): string;
  /** How to have a date read that is written otherwise; `formats` are those that it may have. */
  dates(formats: readonly string[]): string;
}

/** For files: options of the command `import`. */
export const importAdvice: Advice = {
  meaning: (field, theirs, ours) => `say what it means, for example --value "${field}.${theirs}=${ours}"`,
  dates: ([likely, other]) =>
    other === undefined
      ? `name its format, for example --date-format "${likely}"`
      : `name its format: --date-format "${likely}" or --date-format "${other}"`,
};

/** For queries: lines of the mapping file. */
export const queryAdvice: Advice = {
  meaning: (field, theirs, ours) =>
    `say what it means in the mapping, under values: ${field}: { "${theirs.replaceAll('"', "'")}": ${ours} }`,
  dates: () => "cast the column to a date or a timestamp in the query",
};

/** For programs that send facts. */
export const senderAdvice: Advice = {
  meaning: () => "send one of these",
  dates: () => "send it as 2026-03-01 or 2026-03-01T09:30:00Z",
};

/** For CRMs, whose words we translate ourselves. */
export const recordAdvice: Advice = {
  meaning: () => "mend the record, or map another property",
  dates: () => "mend the record, or map another property",
};
