import { Command } from "commander";
import { UserError } from "../errors.ts";
import { settingsSchema } from "../funnel/settings.ts";
import { addWorkspace, listWorkspaces } from "../store/workspaces.ts";
import type { CliContext } from "./context.ts";
import { addWorkspaceLinks } from "./workspace-links.ts";

interface AddOptions {
  readonly timeZone?: string;
  readonly currency?: string;
  readonly json?: boolean;
}

/** `workspace add|list|link|remove`. */
export function workspaceCommand(context: CliContext): Command {
  const command = new Command("workspace").description("the workspaces that this database holds");
  command
    .command("add")
    .argument("<name>")
    .option("--time-zone <zone>", "IANA time zone, for example Europe/Athens")
    .option("--currency <code>", "ISO 4217 currency code, for example EUR")
    .option("--json", "print one JSON document")
    .action(async (name: string, options: AddOptions) => {
      const settings = {
        ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
        ...(options.currency === undefined ? {} : { currency: options.currency }),
      };
      const parsed = settingsSchema.safeParse(settings);
      if (!parsed.success) {
        throw new UserError({
          code: "bad-settings",
          what: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; "),
          next: "Mend it and try again.",
        });
      }
      const store = await context.store();
      const known = (await listWorkspaces(store)).some((workspace) => workspace.name === name);
      if (known) {
        throw new UserError({
          code: "workspace-exists",
          what: `There is a workspace called ${name} already.`,
          next: "Change what it has with: npm run -s concord -- settings set NAME VALUE",
        });
      }
      const workspace = await addWorkspace(store, { name, settings });
      const { timeZone, currency } = workspace.settings;
      context.out(
        options.json
          ? JSON.stringify({ name, timeZone, currency })
          : `Added ${name}: time zone ${timeZone}, currency ${currency}.`,
      );
    });
  command
    .command("list")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly json?: boolean }) => {
      const workspaces = (await listWorkspaces(await context.store())).map(({ name, settings }) => ({
        name,
        timeZone: settings.timeZone,
        currency: settings.currency,
      }));
      context.out(
        options.json
          ? JSON.stringify({ workspaces })
          : workspaces
              .map(({ name, timeZone, currency }) => `${name}  ${timeZone}  ${currency}`)
              .join("\n") || "There is no workspace yet; the first import makes one.",
      );
    });
  addWorkspaceLinks(command, context);
  return command;
}
