import { Command } from "commander";
import { rebuild } from "../usecases/refresh.ts";
import type { CliContext } from "./context.ts";

/** `rebuild`: makes a workspace's snapshots anew from its facts. */
export function rebuildCommand(context: CliContext): Command {
  return new Command("rebuild")
    .description("make the snapshots anew from all facts")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly workspace?: string; readonly json?: boolean }) => {
      const workspace = await context.workspace(options.workspace);
      const { leads, opportunities } = await rebuild(await context.store(), workspace, context.now());
      context.out(
        options.json
          ? JSON.stringify({ leads, opportunities })
          : `Made the snapshots of ${workspace.name} anew from ${leads} leads and ${opportunities} opportunities.`,
      );
    });
}

/** `migrate`: brings the database to the newest schema, which every other command does too. */
export function migrateCommand(context: CliContext): Command {
  return new Command("migrate")
    .description("bring the database to the newest schema")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly json?: boolean }) => {
      await context.store();
      context.out(options.json ? JSON.stringify({ migrated: true }) : "The database has the newest schema.");
    });
}
