import { Command } from "commander";
import { listApiTokens } from "../store/api-tokens.ts";
import { addApiToken, revokeToken } from "../usecases/http-facts/tokens.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `token add|list|revoke`: who may send facts over HTTP. */
export function tokenCommand(context: CliContext): Command {
  const command = new Command("token").description("who may send facts over HTTP");
  const subcommand = (name: string, about: string) =>
    command
      .command(name)
      .description(about)
      .option("--workspace <name>")
      .option("--json", "print one JSON document");

  subcommand("add", "make a token; it is shown once")
    .argument("<name>", "what uses it; the source that freshness is kept under")
    .action(async (name: string, options: Options) => {
      const { workspaceId } = await context.workspace(options.workspace);
      const token = await addApiToken(await context.store(), { workspaceId, name });
      if (options.json) return context.out(JSON.stringify({ name, token }));
      context.out(token);
      context.err("Keep it now: it is not shown again. Send facts with it to POST /v1/facts/KIND.");
    });

  subcommand("list", "every token that was made").action(async (options: Options) => {
    const { workspaceId } = await context.workspace(options.workspace);
    const tokens = await listApiTokens(await context.store(), workspaceId);
    const day = (date: Date) => date.toISOString().slice(0, 10);
    context.out(
      options.json
        ? JSON.stringify({ tokens })
        : tokens
            .map(
              ({ name, hint, createdAt, lastUsedAt, revokedAt }) =>
                `${name}  ${hint}…  made ${day(createdAt)}, ${lastUsedAt ? `last used ${day(lastUsedAt)}` : "never used"}${revokedAt ? `, revoked ${day(revokedAt)}` : ""}`,
            )
            .join("\n") || "There is no token yet.",
    );
  });

  subcommand("revoke", "let a token in no longer")
    .argument("<name>")
    .action(async (name: string, options: Options) => {
      const { workspaceId } = await context.workspace(options.workspace);
      await revokeToken(await context.store(), workspaceId, name, context.now());
      context.out(options.json ? JSON.stringify({ name, revoked: true }) : `${name} is revoked.`);
    });
  return command;
}
