/**
 * Two names for one thing: the emulator draws a new id or timestamp at every start, the outside keeps the one
 * that it was told first. Databases, old buttons and open incidents refer to these.
 */
export interface Aliases {
  /** From now on `inner` is called `outer` outside. */
  learn(inner: string, outer: string): void;
  /** Gives a value as the outside knows it. */
  outward(value: unknown): unknown;
  /** Gives a value as the emulator knows it. */
  inward(value: unknown): unknown;
}

const name = /\b(?:[A-Z][A-Z0-9]{8,11}|\d{10}\.\d{6})\b/g;

/** Makes an empty list of aliases; links to `innerUrl` become links to `outerUrl` and back. */
export function createAliases(innerUrl: string, outerUrl: string): Aliases {
  const outerOf = new Map<string, string>();
  const innerOf = new Map<string, string>();
  return {
    learn: (inner, outer) => {
      outerOf.set(inner, outer);
      innerOf.set(outer, inner);
    },
    outward: (value) => renamed(value, (text) => swap(text.replaceAll(innerUrl, outerUrl), outerOf)),
    inward: (value) => renamed(value, (text) => swap(text.replaceAll(outerUrl, innerUrl), innerOf)),
  };
}

function swap(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(name, (found) => names.get(found) ?? found);
}

function renamed(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === "string") return rename(value);
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)] as const),
  );
}
