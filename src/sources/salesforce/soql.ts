/** Ids in one condition: 400 of them keep a query's address below Salesforce's 16,384 characters. */
const idsInQuery = 400;

/** Gives a text as SOQL has it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Gives one condition for each few ids: `LeadId IN ('00Q…', …)`. */
export function conditionsFor(field: string, ids: readonly string[]): readonly string[] {
  const conditions: string[] = [];
  for (let at = 0; at < ids.length; at += idsInQuery) {
    conditions.push(
      `${field} IN (${ids
        .slice(at, at + idsInQuery)
        .map(quoted)
        .join(", ")})`,
    );
  }
  return conditions;
}
