import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { CompiledQuery, sql } from "kysely";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { planned, unboundScans } from "../support/planned-statements.ts";
import { useEverything } from "../support/use-everything.ts";

/**
 * Rows of all workspaces lie in the same tables, and may lie on many servers, by workspace. So every primary key
 * begins with `workspace_id`, and no statement looks at a table without naming one workspace.
 */

/** Tables that belong to no workspace; the job queue has a schema of its own. */
const exempt: Readonly<Record<string, string>> = {
  workspaces: "is the list of workspaces: found by name or by Slack team",
  kysely_migration: "says which migrations this database had",
  kysely_migration_lock: "lets one instance migrate at a time",
  worker_pools: "says which instances work on the job queue, for all workspaces",
};

/** Tables that also have a key across workspaces, and why; on several servers each of these has a copy of it. */
const uniqueAnywhere: Readonly<Record<string, string>> = {
  installations: "a Slack team or organisation has one installation, whatever its workspace",
};

/** Functions whose statements look at every workspace, and why they may. */
const acrossWorkspaces: Readonly<Record<string, string>> = {
  oldestRefresh: "a metric tells the oldest snapshots anywhere; on several servers, each tells its own",
  lockDueSubscriptions: "a tick asks what is due anywhere; on several servers, each is asked for its own",
};

let database: TestDatabase;
let store: Store;
let tables: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(store);
  tables = rows.map(({ name }) => name).filter((name) => !(name in exempt));
});

afterAll(async () => {
  await store.destroy();
  await database.drop();
});

test("every table's primary key begins with the workspace", async () => {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_name as table, k.column_name as column
    from information_schema.table_constraints c
    join information_schema.key_column_usage k using (constraint_schema, constraint_name, table_name)
    where c.table_schema = 'public' and c.constraint_type = 'PRIMARY KEY' and k.ordinal_position = 1`.execute(
    store,
  );
  const first = new Map(rows.map(({ table, column }) => [table, column]));
  expect(tables.length).toBeGreaterThan(20);
  expect(tables.filter((table) => first.get(table) !== "workspace_id")).toEqual([]);
});

test("every unique index of a table begins with the workspace, so that it holds on one server alone", async () => {
  const { rows } = await sql<{ table: string; column: string }>`
    select t.relname as table, a.attname as column
    from pg_index i
    join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
    where i.indisunique`.execute(store);
  const others = rows.filter(
    ({ table, column }) => tables.includes(table) && column !== "workspace_id" && !(table in uniqueAnywhere),
  );
  expect(others).toEqual([]);
});

describe("every statement", () => {
  test("that runs in everyday use scans workspace tables for one workspace only, by the server's own plan", async () => {
    const { workspaceId } = await addWorkspace(store, { name: "watched" });
    const plans = await planned(database.connectionString, (planning) =>
      useEverything(planning, { workspaceId, settings: defaultSettings }),
    );
    expect(plans.length).toBeGreaterThan(80);
    expect(plans.flatMap((plan) => unboundScans(plan, tables))).toEqual([]);
  });

  test("would be found if it scanned all workspaces", async () => {
    const scan = "select lead_id from leads where lead_id = 'L1'";
    const plans = await planned(database.connectionString, async (planning) => {
      await planning.executeQuery(CompiledQuery.raw(scan));
    });
    expect(plans.flatMap((plan) => unboundScans(plan, tables))).toEqual([`leads in: ${scan}`]);
  });

  test("that the source holds names the workspace", async () => {
    const found: string[] = [];
    let looked = 0;
    for await (const file of glob("src/**/*.ts", { cwd: root })) {
      const text = await readFile(path.join(root, file), "utf8");
      for (const { line, inFunction, statement, fragments } of statementsOf(file, text)) {
        const mentioned = tables.filter((table) => mentions(statement, table));
        if (mentioned.length === 0 || inFunction in acrossWorkspaces) continue;
        looked++;
        if (!isBound(statement) && !fragments.some(isBound))
          found.push(`${file}:${line} (${mentioned.join(", ")})`);
      }
    }
    expect(looked).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  test("that names no workspace would be found", () => {
    const [tagged] = statementsOf("a.ts", "const a = sql`select 1 from leads where lead_id = 1`;");
    const [built] = statementsOf("a.ts", 'const a = await store.deleteFrom("leads").execute();');
    for (const found of [tagged, built]) {
      expect(found && mentions(found.statement, "leads")).toBe(true);
      expect(found && isBound(found.statement)).toBe(false);
    }
  });
});

const root = path.join(import.meta.dirname, "../..");

interface Statement {
  readonly line: number;
  /** The function around it, or an empty text. */
  readonly inFunction: string;
  readonly statement: string;
  /** The declarations, in the same file, of what is put into it. */
  readonly fragments: readonly string[];
}

/** The statements of a source file: each outermost `sql` template or query builder with all that belongs to it. */
function statementsOf(file: string, text: string): readonly Statement[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declarations = new Map<string, string>();
  const found: Statement[] = [];
  const visit = (node: ts.Node, inFunction: string): void => {
    const named = (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name;
    if (named && ts.isIdentifier(named)) declarations.set(named.text, node.getText());
    const around = ts.isFunctionDeclaration(node) ? (node.name?.text ?? inFunction) : inFunction;
    if (isSql(node)) {
      let outermost: ts.Node = node;
      while (ts.isCallExpression(outermost.parent) || ts.isPropertyAccessExpression(outermost.parent)) {
        outermost = outermost.parent;
      }
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({
        line,
        inFunction: around,
        statement: outermost.getText(),
        fragments: identifiersOf(outermost),
      });
      return;
    }
    ts.forEachChild(node, (child) => visit(child, around));
  };
  visit(source, "");
  return found.map((one) => ({
    ...one,
    fragments: one.fragments.flatMap((name) => declarations.get(name) ?? []),
  }));
}

function identifiersOf(node: ts.Node): readonly string[] {
  const names: string[] = ts.isIdentifier(node) ? [node.text] : [];
  ts.forEachChild(node, (child) => {
    names.push(...identifiersOf(child));
  });
  return names;
}

const builders = /^(?:selectFrom|updateTable|deleteFrom)$/;

function isSql(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return /^sql\b/.test(node.tag.getText());
  return (
    ts.isPropertyAccessExpression(node) && builders.test(node.name.text) && ts.isCallExpression(node.parent)
  );
}

function isBound(text: string): boolean {
  return /\bworkspace_id\b/.test(text);
}

/** Whether rows of the table are looked at. An insert must name its workspace anyway: the key is never null. */
function mentions(statement: string, table: string): boolean {
  const clause = new RegExp(`\\b(?:from|join|update|using)\\s+(?:only\\s+)?"?${table}\\b`, "i");
  const built = new RegExp(`\\b(?:selectFrom|updateTable|deleteFrom|[a-z]*[jJ]oin)\\(\\s*"${table}\\b`);
  return clause.test(statement) || built.test(statement);
}
