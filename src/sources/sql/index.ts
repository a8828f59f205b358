import type { CellRules } from "../../funnel/remote-cells.ts";
import { defineSource, type SourceOpening } from "../source.ts";
import { type CellDialect, clickHouseDialect, postgresDialect } from "./cells/dialect.ts";
import { factsBesideCells, remoteCells } from "./cells/read.ts";
import { checkSql } from "./check.ts";
import { clickHouseConnection } from "./clickhouse.ts";
import { type SqlConfig, sqlConfig } from "./config.ts";
import type { ConnectionOptions, SqlConnection } from "./connection.ts";
import { postgresConnection } from "./postgres.ts";
import { readSql } from "./read.ts";
import { sqlTemplate } from "./templates.ts";

const minute = 60_000;

function open(
  connect: (options: ConnectionOptions) => SqlConnection,
  dialect: CellDialect,
  config: SqlConfig,
  { secrets }: SourceOpening,
): ReturnType<Parameters<typeof defineSource>[0]["open"]> {
  const connection = connect({
    url: secrets.url ?? "",
    statementTimeout: config.statement_timeout * minute,
    timeZone: config.time_zone,
  });
  return {
    read: (request) => readSql(connection, factsOf(config), request),
    ...(config.compute === "cells"
      ? { cells: (rules: CellRules) => remoteCells(connection, dialect, config, rules) }
      : {}),
    check: () => checkSql(connection, config),
    close: () => connection.close(),
  };
}

/** The part of a configuration that is read as facts. */
function factsOf(config: SqlConfig): SqlConfig {
  if (config.compute === "facts") return config;
  const facts = Object.entries(config.facts).filter(([kind]) =>
    factsBesideCells.some((each) => each === kind),
  );
  return { ...config, facts: Object.fromEntries(facts) };
}

const schedule = { everyMinutes: 60, lookBackMinutes: 60 } as const;

/** Any database that speaks PostgreSQL's protocol: a warehouse, dbt models, Redshift, Citus. */
export const postgresSource = defineSource({
  type: "postgres",
  about: "queries in PostgreSQL, Redshift, Citus or whatever speaks its protocol",
  secrets: [
    {
      name: "url",
      where:
        "It is the database's URL, with a user who may only read: postgres://reader:password@host:5432/warehouse.",
    },
  ],
  template: sqlTemplate,
  ...schedule,
  config: sqlConfig,
  open: (config, opening) => open(postgresConnection, postgresDialect, config, opening),
});

export const clickHouseSource = defineSource({
  type: "clickhouse",
  about: "queries in ClickHouse",
  secrets: [
    {
      name: "url",
      where:
        "It is the server's address, with a user who may only read: https://reader:password@host:8443/analytics.",
    },
  ],
  template: sqlTemplate,
  ...schedule,
  config: sqlConfig,
  open: (config, opening) => open(clickHouseConnection, clickHouseDialect, config, opening),
});
