import { Command } from "commander";
import { secretBox } from "../secrets.ts";
import { rotateSecrets } from "../usecases/rotate-secrets.ts";
import type { CliContext } from "./context.ts";

/** `secrets rotate`: encrypts every stored secret with the first key of CONCORD_SECRET_KEY. */
export function secretsCommand(context: CliContext, keys: () => readonly Uint8Array[]): Command {
  const command = new Command("secrets").description(
    "what is stored encrypted: Slack's tokens, sources' passwords",
  );
  command
    .command("rotate")
    .description("encrypt every secret with the first key of CONCORD_SECRET_KEY, so that the others can go")
    .option("--json", "print one JSON document")
    .action(async (options: { readonly json?: boolean }) => {
      const { secrets, rotated } = await rotateSecrets(await context.store(), secretBox(keys()));
      context.out(
        options.json
          ? JSON.stringify({ secrets, rotated })
          : `Encrypted ${rotated} of ${secrets} secrets with the present key; former keys are needed no more.`,
      );
    });
  return command;
}
