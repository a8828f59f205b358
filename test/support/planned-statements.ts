import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Store } from "../../src/store/database.ts";
import type { Database } from "../../src/store/schema.ts";

/** A statement and the server's plan for it, made without its parameters' values. */
export interface PlannedStatement {
  readonly text: string;
  readonly plan: PlanNode;
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Schema?: string;
  readonly Plans?: readonly PlanNode[];
  readonly [key: string]: unknown;
}

const plannable =
  /^\s*(?:with|select|insert|update|delete|create temporary table [^(]*? as|declare .*? cursor for)\b/is;

/**
 * Runs `use` on a store of its own that has the server plan each statement before it runs, on the same connection, so
 * that temporary tables are there. Gives every distinct statement once.
 */
export async function planned(
  connectionString: string,
  use: (store: Store) => Promise<void>,
): Promise<readonly PlannedStatement[]> {
  const plans = new Map<string, PlannedStatement>();
  class PlanningClient extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg's query has a dozen signatures; this passes them all on
    override query(...parameters: any[]): any {
      const [text] = parameters;
      const isStatement = typeof text === "string" && plannable.test(text) && parameters.length <= 2;
      if (!isStatement || plans.has(text))
        return (super.query as (...all: unknown[]) => unknown)(...parameters);
      const body = text.replace(/^\s*declare .*? cursor for/is, "");
      const explained = super
        .query(`explain (generic_plan, verbose, format json) ${body}`)
        .then(({ rows }) => {
          const [{ Plan: plan }] = rows[0]["QUERY PLAN"];
          plans.set(text, { text, plan });
        });
      return explained.then(() => (super.query as (...all: unknown[]) => Promise<unknown>)(...parameters));
    }
  }
  const store = new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: new pg.Pool({ connectionString, Client: PlanningClient, max: 4 }),
    }),
  });
  try {
    await use(store);
  } finally {
    await store.destroy();
  }
  return [...plans.values()];
}

/** Gives, in words, each scan of one of the tables that is not restricted to a constant workspace. */
export function unboundScans({ text, plan }: PlannedStatement, tables: readonly string[]): readonly string[] {
  return nodes(plan).flatMap((node) => {
    const table = node["Relation Name"];
    if (table === undefined || node.Schema !== "public" || !tables.includes(table)) return [];
    if (node["Node Type"] === "ModifyTable") return [];
    const conditions = ["Index Cond", "Filter", "Recheck Cond", "Hash Cond", "Join Filter"]
      .map((key) => String(node[key] ?? ""))
      .concat((node.Plans ?? []).map((inner) => String(inner["Index Cond"] ?? "")));
    const bound = conditions.some((condition) => /\bworkspace_id = (?:\$?\d+|\()/.test(condition));
    return bound ? [] : [`${table} in: ${text.replaceAll(/\s+/g, " ").trim().slice(0, 300)}`];
  });
}

function nodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodes)];
}
