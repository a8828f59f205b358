import type { Command } from "commander";
import { UserError } from "../errors.ts";
import { removeWorkspace } from "../store/remove-workspace.ts";
import { linkWorkspaceToTeam, workspaceOfTeam } from "../store/workspaces.ts";
import type { CliContext } from "./context.ts";

/** Adds `workspace link NAME TEAM-ID` and `workspace remove NAME --yes`. */
export function addWorkspaceLinks(command: Command, context: CliContext): void {
  command
    .command("link")
    .description("say which Slack team sees a workspace, before the app is installed there")
    .argument("<name>")
    .argument("<team-id>", "such as T0123456789")
    .option("--json", "print one JSON document")
    .action(async (name: string, teamId: string, options: { readonly json?: boolean }) => {
      const store = await context.store();
      const workspace = await context.workspace(name);
      if (!/^T[A-Z0-9]{2,}$/.test(teamId)) {
        throw new UserError({
          code: "bad-team",
          what: `${teamId} is not a Slack team's id.`,
          next: "It begins with T: see the address of Slack in a browser, app.slack.com/client/T0123456789.",
        });
      }
      const linked = await workspaceOfTeam(store, teamId);
      if (linked && linked.workspaceId !== workspace.workspaceId) {
        throw new UserError({
          code: "team-linked",
          fault: "state",
          what: `The team ${teamId} sees the workspace ${linked.name} already.`,
          next: "A team sees one workspace; remove that one first if its data is not needed.",
        });
      }
      await linkWorkspaceToTeam(store, workspace.workspaceId, teamId);
      context.out(options.json ? JSON.stringify({ name, teamId }) : `The team ${teamId} sees ${name}.`);
    });
  command
    .command("remove")
    .description("delete a workspace with all its data, for good")
    .argument("<name>")
    .option("--yes", "really")
    .option("--json", "print one JSON document")
    .action(async (name: string, options: { readonly yes?: boolean; readonly json?: boolean }) => {
      const { workspaceId } = await context.workspace(name);
      if (!options.yes) {
        throw new UserError({
          code: "not-confirmed",
          what: `Removing ${name} deletes its facts, digests and incidents for good.`,
          next: `If that is meant: npm run -s concord -- workspace remove ${name} --yes`,
        });
      }
      await removeWorkspace(await context.store(), workspaceId);
      context.out(options.json ? JSON.stringify({ removed: name }) : `Removed ${name} with all its data.`);
    });
}
