import { Command } from "commander";
import { UserError } from "../errors.ts";
import { formatDay } from "../funnel/calendar.ts";
import { dropOldFacts } from "../usecases/drop-old-facts.ts";
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

/** `drop-old-facts`: drops the facts that the workspace no longer keeps; readings stay. */
export function dropOldFactsCommand(context: CliContext): Command {
  return new Command("drop-old-facts")
    .description("drop the facts that are older than the setting keepFactsMonths; readings stay as they are")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly workspace?: string; readonly json?: boolean }) => {
      const workspace = await context.workspace(options.workspace);
      const dropped = await dropOldFacts(await context.store(), workspace, context.now());
      if (dropped === null) {
        throw new UserError({
          code: "facts-kept-for-good",
          what: `${workspace.name} keeps its facts for good.`,
          next: "Say how many months to keep them: npm run -s concord -- settings set keepFactsMonths 36",
        });
      }
      const { keptFrom, ...facts } = dropped;
      const counts = `${facts.leads} leads, ${facts.opportunities} opportunities, ${facts.stageChanges} stage changes, ${facts.salesTouches} sales touches and ${facts.contentUses} content uses`;
      context.out(
        options.json
          ? JSON.stringify({ keptFrom: formatDay(keptFrom), ...facts })
          : `Dropped what was over before ${formatDay(keptFrom)}: ${counts}. Readings stay as they were.`,
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
