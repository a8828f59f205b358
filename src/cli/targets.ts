import { Command } from "commander";
import { UserError } from "../errors.ts";
import { type Day, formatDay, localDay } from "../funnel/calendar.ts";
import { type KpiName, kpiNames } from "../funnel/readings.ts";
import { targetName } from "../messages/incident-targets.ts";
import { languageOf } from "../messages/language.ts";
import { listTargets, removeTarget, type StoredTarget, setTarget } from "../store/targets.ts";
import { parseRange } from "../usecases/target-range.ts";
import { choiceArgument, countArgument, dayArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

interface SetOptions extends Options {
  readonly acquisitionChannel?: string;
  readonly from?: Day;
  readonly to?: Day;
}

/** `targets list|set|remove`: what the teams agreed each KPI should be. */
export function targetsCommand(context: CliContext): Command {
  const command = new Command("targets").description("what the teams agreed each KPI should be");
  const shared = (inner: Command) =>
    inner.option("--workspace <name>").option("--json", "print one JSON document");
  shared(command.command("list").description("every target, with the days that it holds for")).action(
    async (options: Options) => {
      const { workspaceId, settings } = await context.workspace(options.workspace);
      const targets = await listTargets(await context.store(), workspaceId);
      const language = languageOf("en", settings);
      context.out(
        options.json
          ? JSON.stringify({ targets: targets.map(targetJson) })
          : targets
              .map((target) => `${target.number}  ${targetName(target, language)}, ${daysOf(target)}`)
              .join("\n") || "There is no target yet.",
      );
    },
  );
  shared(
    command
      .command("set")
      .description("agree on one; what held before ends where it begins")
      .argument("<kpi>", kpiNames.join("|"), choiceArgument("KPI", kpiNames))
      .argument("<range>", 'such as 21-27%, ">=21%", "<=45 days", 9000')
      .option("--acquisition-channel <name>", "of one acquisition channel (default: all together)")
      .option("--from <day>", "its first day (default: today)", dayArgument("--from"))
      .option("--to <day>", "the day at whose start it ends (default: until replaced)", dayArgument("--to")),
  ).action(async (kpi: KpiName, text: string, options: SetOptions) => {
    const { workspaceId, settings } = await context.workspace(options.workspace);
    const range = parseRange(kpi, text);
    if (range === null) {
      throw new UserError({
        code: "unreadable-target",
        what: `${text} is no target for ${kpi}.`,
        next: 'Examples: 21-27%, ">=21%" for shares; "<=45 days" for cycle-time; 9000 for money.',
      });
    }
    const from = options.from ?? localDay(context.now().getTime(), settings.timeZone);
    const to = options.to ?? null;
    if (to !== null && to <= from) {
      throw new UserError({
        code: "bad-day",
        what: `--to ${formatDay(to)} does not come after ${formatDay(from)}.`,
        next: "Leave --to out for a target that holds until it is replaced.",
      });
    }
    const acquisitionChannel = options.acquisitionChannel ?? null;
    const target = { kpi, ...range, acquisitionChannel, from, to, setBy: null };
    const number = await setTarget(await context.store(), workspaceId, target, context.now());
    context.out(
      options.json
        ? JSON.stringify(targetJson({ ...target, number }))
        : `Target ${number}: ${targetName(target, languageOf("en", settings))}, ${daysOf(target)}.`,
    );
  });
  shared(
    command
      .command("remove")
      .description("remove one by its number")
      .argument("<number>", "as `targets list` shows it", countArgument("number", 1)),
  ).action(async (number: number, options: Options) => {
    const { workspaceId } = await context.workspace(options.workspace);
    if (!(await removeTarget(await context.store(), workspaceId, number))) {
      throw new UserError({
        code: "unknown-target",
        what: `There is no target ${number}.`,
        next: "`targets list` shows them with their numbers.",
      });
    }
    context.out(options.json ? JSON.stringify({ removed: number }) : `Target ${number} is removed.`);
  });
  return command;
}

function targetJson({ number, kpi, acquisitionChannel, low, high, from, to }: StoredTarget): object {
  return {
    id: number,
    kpi,
    acquisitionChannel,
    low,
    high,
    from: formatDay(from),
    to: to === null ? null : formatDay(to),
  };
}

function daysOf({ from, to }: Pick<StoredTarget, "from" | "to">): string {
  return to === null ? `from ${formatDay(from)} on` : `from ${formatDay(from)} to ${formatDay(to - 1)}`;
}
