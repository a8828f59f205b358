import { UserError } from "../../errors.ts";

/** Codes of PostgreSQL, Node.js and ClickHouse that say the credentials are wrong. */
const refusedCodes = new Set(["28P01", "28000", "516", "194", "192"]);
const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ECONNRESET",
  "EAI_AGAIN",
]);
const forbiddenCodes = new Set(["42501", "497"]);
const timeoutCodes = new Set(["57014", "159"]);
const readOnlyCodes = new Set(["25006", "164"]);
const passing = new Set(["57P01", "57P02", "57P03", "53300", "08006", "08003", "40001", "202", "209", "210"]);

/**
 * Codes under which PostgreSQL (classes 22 and 23, and what a function raises) and ClickHouse quote a row's value that
 * they cannot read: texts, dates, numbers, booleans, UUIDs, addresses, unknown names of an enum, what throwIf is given.
 */
const dataCodes =
  /^(?:22[0-9A-Z]{3}|23[0-9A-Z]{3}|P000[0-4]|6|26|27|38|41|53|69|70|72|117|321|376|395|467|675|676|691)$/;

/** A message without what stands in quotes or behind a colon's value. */
function withoutValues(line: string): string {
  return line.replaceAll(/"[^"]*"|'[^']*'/g, '"…"').replaceAll(/[^\s@]+@[^\s@]+/g, "…");
}

/** Says in a person's words what a database answered. What is no answer of a database is given back as it is. */
export function sqlProblem(error: unknown, database: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = String((error as { readonly code?: unknown }).code ?? "");
  const line = error.message.split("\n", 1)[0] ?? "";
  const quotesData = dataCodes.test(code);
  const told = (quotesData ? withoutValues(line) : line).slice(0, 300);
  // What is kept and logged of a failed sync must not hold what is in the rows.
  const problem = (name: string, what: string, next: string) =>
    new UserError({ code: name, what, next, ...(quotesData ? {} : { cause: error }) });
  if (refusedCodes.has(code)) {
    return problem(
      "source-refused",
      `${database} refuses the user or password.`,
      "Give the secret url anew: source secret.",
    );
  }
  if (unreachableCodes.has(code) || /timeout|timed out|terminated unexpectedly/i.test(told)) {
    return timeoutCodes.has(code)
      ? tooSlow(problem, database)
      : problem(
          "source-unreachable",
          `${database} cannot be reached: ${told}.`,
          "See that it runs and lets this machine in; the next sync tries again.",
        );
  }
  const isStopped = code === "57014" && /user request/i.test(told);
  if (timeoutCodes.has(code) && !isStopped) return tooSlow(problem, database);
  if (forbiddenCodes.has(code)) {
    return problem(
      "source-forbidden",
      `${database} forbids it: ${told}.`,
      "Grant the user SELECT on what the queries read.",
    );
  }
  if (readOnlyCodes.has(code)) {
    return problem("source-writes", `A query of the mapping would write: ${told}.`, "Queries may only read.");
  }
  if (isStopped || passing.has(code)) {
    return problem("source-busy", `${database} cannot answer now: ${told}.`, "The next sync tries again.");
  }
  if (/^[0-9A-Z]{5}$/.test(code) || /^\d{1,4}$/.test(code)) {
    return problem(
      "bad-query",
      `${database} refuses a query of the mapping: ${told}.`,
      "Mend the mapping, then try it with: source test.",
    );
  }
  return error;
}

function tooSlow(
  problem: (name: string, what: string, next: string) => UserError,
  database: string,
): UserError {
  return problem(
    "source-slow",
    `A query took longer in ${database} than statement_timeout allows.`,
    "Index the cursor column, narrow the query, or raise statement_timeout in the mapping.",
  );
}
