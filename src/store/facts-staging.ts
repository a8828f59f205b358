import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CompiledQuery, type RawBuilder, sql } from "kysely";
import { from as copyFrom } from "pg-copy-streams";
import type { Fact, FactValue } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import type { FactTable } from "./facts-tables.ts";

/** A fact and where its source told it, so that a problem can be found again. */
export interface ToldFact {
  /** A line of a file, or the place in a list; greater for what was told later. */
  readonly line: number;
  readonly fact: Fact;
}

/** Facts one by one or, as each wait costs more than a fact, many at once. */
export type ToldFacts = AsyncIterable<ToldFact | readonly ToldFact[]> | Iterable<ToldFact>;

export const stagedFacts = sql.table("staged_facts");

/** Characters that one chunk on its way to the server holds. */
const chunkSize = 64 * 1024;

/**
 * Streams facts into the temporary table `staged_facts` of the transaction: `line`, `told` (mask of the fields that
 * the fact tells), `told_days` (mask of the moments it tells), `local_days`, and the kind's columns. Memory does
 * not grow with the facts.
 */
export async function stageFacts(transaction: Store, table: FactTable, facts: ToldFacts): Promise<Staged> {
  await sql`create temporary table ${stagedFacts} (
    line bigint not null, told integer not null, told_days smallint not null, local_days smallint not null,
    ${columnDefinitions(table)}) on commit drop`.execute(transaction);
  const counter = { facts: 0, ascending: table.key.length === 1, key: "" };
  const copy = copyFrom("copy staged_facts from stdin");
  await transaction.executeQuery({
    ...CompiledQuery.raw("copy staged_facts from stdin"),
    // Kysely hands the text to pg as it is, and pg runs a query object that stands in its place.
    sql: copy as unknown as string,
  });
  await pipeline(Readable.from(chunks(table, facts, counter)), copy);
  // What the plans depend on: how many there are, and how their keys are spread.
  await sql`analyze ${stagedFacts} (${sql.join(table.key.map((name) => sql.ref(name)))})`.execute(
    transaction,
  );
  return { told: counter.facts, ascending: counter.ascending };
}

export interface Staged {
  readonly told: number;
  /** Whether each was told after all whose ids are smaller: then no id was told twice. */
  readonly ascending: boolean;
}

/** Gives the definitions of a kind's columns, by commas. */
export function columnDefinitions(table: FactTable): RawBuilder<unknown> {
  return sql.join(table.columns.map(({ name, sqlType }) => sql`${sql.ref(name)} ${sql.raw(sqlType)}`));
}

async function* chunks(
  table: FactTable,
  facts: ToldFacts,
  counter: { facts: number; ascending: boolean; key: string },
): AsyncGenerator<string> {
  const [key = ""] = table.key;
  let chunk = "";
  for await (const told of facts) {
    for (const { line, fact } of "fact" in told ? [told] : told) {
      counter.facts++;
      if (counter.ascending) {
        const id = fact[key] ?? null;
        counter.ascending = typeof id === "string" && id > counter.key;
        if (typeof id === "string") counter.key = id;
      }
      chunk += copyLine(table, line, fact);
    }
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** What a fact tells, as bits of its columns. */
export interface ToldMasks {
  readonly told: number;
  readonly toldDays: number;
  readonly localDays: number;
}

/** Gives which fields a fact tells, which of them are moments, and which of those are local days. */
export function masksOf({ columns }: FactTable, fact: Fact): ToldMasks {
  let told = 0;
  let toldDays = 0;
  let localDays = 0;
  for (const { name, bit, dayBit } of columns) {
    const value = fact[name];
    if (value === undefined) continue;
    told |= bit;
    toldDays |= dayBit;
    if (typeof value === "object" && value?.type === "local-day") localDays |= dayBit;
  }
  return { told, toldDays, localDays };
}

/** Gives a value as PostgreSQL reads it from text. */
export function valueText(value: FactValue): string | null {
  if (value === null || typeof value === "string") return value;
  return value.type === "local-day" ? `${value.iso} 00:00:00Z` : value.iso;
}

/** One line of PostgreSQL's COPY text format. */
function copyLine(table: FactTable, line: number, fact: Fact): string {
  const { told, toldDays, localDays } = masksOf(table, fact);
  let values = "";
  for (const { name } of table.columns) values += `\t${copyValue(fact[name] ?? null)}`;
  return `${line}\t${told}\t${toldDays}\t${localDays}${values}\n`;
}

function copyValue(told: FactValue): string {
  const value = valueText(told);
  if (value === null) return "\\N";
  if (typeof told === "object") return value;
  return /[\\\t\n\r]/.test(value)
    ? value.replaceAll(/[\\\t\n\r]/g, (sign) => copyEscapes[sign] ?? sign)
    : value;
}

const copyEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
