const pure = "^src/(funnel|kpis|warnings|messages|charts)/";

/** The layout's one rule: the core is pure and imports only downward; the edges call use cases. */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-imports-downward",
      comment: "funnel <- kpis <- warnings <- charts (specifications) <- messages",
      severity: "error",
      from: { path: "^src/funnel/" },
      to: { path: "^src/", pathNot: "^src/funnel/" },
    },
    {
      name: "kpis-know-only-the-funnel",
      severity: "error",
      from: { path: "^src/kpis/" },
      to: { path: "^src/", pathNot: "^src/(funnel|kpis)/|^src/errors" },
    },
    {
      name: "warnings-know-readings",
      severity: "error",
      from: { path: "^src/warnings/" },
      to: { path: "^src/", pathNot: "^src/(funnel|kpis|warnings)/|^src/errors" },
    },
    {
      name: "charts-know-the-core",
      severity: "error",
      from: { path: "^src/charts/" },
      to: { path: "^src/", pathNot: "^src/(funnel|kpis|warnings|charts)/|^src/errors" },
    },
    {
      name: "messages-know-the-core",
      severity: "error",
      from: { path: "^src/messages/" },
      to: { path: "^src/", pathNot: "^src/(funnel|kpis|warnings|charts|messages)/|^src/errors" },
    },
    {
      name: "core-is-pure",
      comment: "no clock, no I/O, no Slack client, no database in the core",
      severity: "error",
      from: { path: pure, pathNot: "^src/charts/render" },
      to: {
        path: "^(node:|fs|net|http|https|child_process|worker_threads)|node_modules/(pg|kysely|@slack/(bolt|web-api)|pino|graphile-worker|hono|prom-client)/",
      },
    },
    {
      name: "store-knows-the-funnel",
      severity: "error",
      from: { path: "^src/store/" },
      to: { path: "^src/", pathNot: "^src/(funnel|kpis|warnings|store)/|^src/errors" },
    },
    {
      name: "sources-know-facts",
      severity: "error",
      from: { path: "^src/sources/" },
      to: { path: "^src/", pathNot: "^src/(funnel|sources)/|^src/errors" },
    },
    {
      name: "edges-are-not-imported",
      comment: "nothing below imports the edges",
      severity: "error",
      from: { path: "^src/(funnel|kpis|warnings|charts|messages|store|sources|usecases)/" },
      to: { path: "^src/(slack|schedule|http|demo|cli|main)" },
    },
    {
      name: "sql-lives-in-store",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(store|sources|demo)/" },
      to: { path: "node_modules/(pg|kysely)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
