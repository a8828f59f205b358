import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { sqlProblem } from "../../../src/sources/sql/problems.ts";

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

describe("what a database says of a row that it cannot read", () => {
  test.each([
    ["PostgreSQL", "22P02", 'invalid input syntax for type integer: "canary.maria@example.com"'],
    ["PostgreSQL", "22007", 'invalid input syntax for type date: "Canaria"'],
    ["PostgreSQL", "P0001", 'no account of "Canaria Pappa"'],
    [
      "ClickHouse",
      "6",
      "Cannot parse string 'canary.maria@example.com' as Date: syntax error at begin of string",
    ],
    ["ClickHouse", "41", "Cannot parse datetime 'Canaria Pappa': while converting column"],
    ["ClickHouse", "53", "Type mismatch: cannot convert 'Canaria' to UInt8"],
    ["ClickHouse", "72", "Cannot parse number from canary.maria@example.com"],
    ["ClickHouse", "376", "Cannot parse uuid 'Canaria'"],
    ["ClickHouse", "395", "Value passed to 'throwIf' is 'Canaria'"],
    ["ClickHouse", "467", "Cannot parse boolean value here: 'Canaria', should be 'true' or 'false'"],
    ["ClickHouse", "691", "Unknown element 'Canaria' for enum"],
  ])("is told without the value, and without its cause (%s %s)", (database, code, message) => {
    const told = sqlProblem(failure(code, message), database);
    expect(told).toBeInstanceOf(UserError);
    const { what, next, cause } = told as UserError;
    expect(`${what} ${next}`).not.toMatch(/canar|pappa/i);
    expect(cause).toBeUndefined();
  });
});

test("a query that a database refuses is told as it says it", () => {
  const told = sqlProblem(failure("42703", 'column "mql_day" does not exist'), "PostgreSQL") as UserError;
  expect(told.code).toBe("bad-query");
  expect(told.what).toContain("mql_day");
});
