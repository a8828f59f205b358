import { Command, CommanderError } from "commander";
import { backtestCommand } from "./cli/backtest.ts";
import type { CliContext } from "./cli/context.ts";
import { digestCommand } from "./cli/digest.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { importCommand } from "./cli/import.ts";
import { incidentsCommand } from "./cli/incidents.ts";
import { kpiCommand } from "./cli/kpi.ts";
import { dropOldFactsCommand, migrateCommand, rebuildCommand } from "./cli/maintenance.ts";
import { ownersCommand } from "./cli/owners.ts";
import { runsCommand } from "./cli/runs.ts";
import { secretsCommand } from "./cli/secrets.ts";
import { settingsCommand } from "./cli/settings.ts";
import { sourceCommand } from "./cli/source.ts";
import { startCommand } from "./cli/start.ts";
import { subscriptionCommand } from "./cli/subscription.ts";
import { targetsCommand } from "./cli/targets.ts";
import { tokenCommand } from "./cli/token.ts";
import { warningsCommand } from "./cli/warnings.ts";
import { workspaceCommand } from "./cli/workspace.ts";
import { readConfig, readDatabaseConfig } from "./config.ts";
import { ending, exitStatus } from "./errors.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { runApp } from "./run-app.ts";
import { secretBox } from "./secrets.ts";
import { sourceTypes } from "./sources/index.ts";
import { findWorkspace } from "./store/workspaces.ts";

let database: Promise<OpenDatabase> | undefined;

const context: CliContext = {
  async store() {
    database ??= openDatabase({
      ...readDatabaseConfig(process.env),
      onProgress: (text) => context.err(text),
    });
    return (await database).store;
  },
  async workspace(name) {
    return findWorkspace(await context.store(), name);
  },
  now: () => new Date(),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stderr.isTTY === true,
  setExitStatus: (status) => {
    process.exitCode = status;
  },
};

const program = new Command("concord")
  .description("The same numbers for sales and marketing")
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .addCommand(importCommand(context))
  .addCommand(
    sourceCommand(context, {
      types: sourceTypes,
      secrets: () => secretBox(readConfig(process.env).secretKeys),
      environment: process.env,
      stdin: process.stdin,
    }),
  )
  .addCommand(tokenCommand(context))
  .addCommand(kpiCommand(context))
  .addCommand(warningsCommand(context))
  .addCommand(backtestCommand(context))
  .addCommand(workspaceCommand(context))
  .addCommand(ownersCommand(context))
  .addCommand(subscriptionCommand(context))
  .addCommand(runsCommand(context))
  .addCommand(settingsCommand(context))
  .addCommand(targetsCommand(context))
  .addCommand(incidentsCommand(context))
  .addCommand(rebuildCommand(context))
  .addCommand(dropOldFactsCommand(context))
  .addCommand(migrateCommand(context))
  .addCommand(digestCommand(context))
  .addCommand(secretsCommand(context, () => readConfig(process.env).secretKeys))
  .addCommand(doctorCommand(context, () => readConfig(process.env)))
  .addCommand(startCommand(() => runApp(process.env)));

for (const command of [
  program,
  ...program.commands,
  ...program.commands.flatMap((inner) => inner.commands),
]) {
  command.exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    context.setExitStatus(error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUsage);
  } else {
    const { text, status } = ending(error);
    context.err(text);
    context.setExitStatus(status);
  }
} finally {
  // A database that could not be opened has said so already.
  await database?.then((opened) => opened.close()).catch(() => {});
}
