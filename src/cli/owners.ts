import { Command } from "commander";
import { UserError } from "../errors.ts";
import { listOwners, nameOwners } from "../store/owners.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `owners list|add|remove`: who, besides Slack's admins, may change what Concord does. */
export function ownersCommand(context: CliContext): Command {
  const command = new Command("owners").description("who, besides Slack's admins, may change settings");
  const change = (
    name: "list" | "add" | "remove",
    description: string,
    then: (owners: readonly string[], userId: string) => readonly string[],
  ) => {
    const sub = command.command(name).description(description);
    if (name !== "list") sub.argument("<user-id>", "Slack's id of the person, such as U0123456789");
    sub
      .option("--workspace <name>")
      .option("--json", "print one JSON document")
      .action(async (...given: readonly unknown[]) => {
        const [first, second] = given;
        const options = (name === "list" ? first : second) as Options;
        const store = await context.store();
        const { workspaceId } = await context.workspace(options.workspace);
        const before = await listOwners(store, workspaceId);
        const owners = name === "list" ? before : then(before, userIdOf(first));
        if (name !== "list") await nameOwners(store, workspaceId, owners, null);
        const text = owners.join("\n") || "Nobody is named: Slack's admins and owners change settings.";
        context.out(options.json ? JSON.stringify({ owners }) : text);
      });
  };
  change("list", "show them", (owners) => owners);
  change("add", "name one", (owners, userId) => [...new Set([...owners, userId])]);
  change("remove", "name one no more", (owners, userId) => owners.filter((owner) => owner !== userId));
  return command;
}

function userIdOf(text: unknown): string {
  if (typeof text === "string" && /^[UW][A-Z0-9]{2,}$/.test(text)) return text;
  throw new UserError({
    code: "bad-user",
    what: `${String(text)} is not a Slack user's id.`,
    next: "Copy it from the person's profile in Slack: More, Copy member ID.",
  });
}
