/** Blocks as anyone could send them: nothing about their shape is taken for granted. */
export type Fields = Readonly<Record<string, unknown>>;

export function twice(what: string, ids: readonly string[]): readonly string[] {
  const given = ids.filter((id) => id !== "");
  return new Set(given).size === given.length ? [] : [`a ${what} is used twice`];
}

export function text(what: string, object: unknown, most: number, needed = false): readonly string[] {
  if (object === undefined || object === null) return [];
  const written = textOf(fieldsOf(object).text);
  return [...longer(what, written, most), ...(needed && written === "" ? [`${what} is empty`] : [])];
}

export function longer(what: string, value: string, most: number): readonly string[] {
  return over(`characters of ${what}`, value.length, most);
}

export function over(what: string, amount: number, most: number): readonly string[] {
  return amount > most ? [`${amount} ${what}, at most ${most}`] : [];
}

export function count(blocks: readonly Fields[], type: string): number {
  return blocks.filter((block) => block.type === type).length;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
