import { Command } from "commander";

/** `start`: runs the bot, or the demo when no Slack is named, until it is stopped; what `npm start` does. */
export function startCommand(run: () => Promise<void>): Command {
  return new Command("start")
    .description("run the bot, or the demo when no Slack credentials are set")
    .action(run);
}
