import { Command } from "commander";
import { UserError } from "../errors.ts";
import { formatInstant, nextRuns, type ScheduledRun } from "../funnel/schedule.ts";
import { countArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import {
  dayNamesArgument,
  minuteArgument,
  type ScheduleOptions,
  timeZoneArgument,
} from "./schedule-options.ts";

interface Options extends ScheduleOptions {
  readonly from: number;
  readonly count: number;
  readonly json?: boolean;
}

const usualCount = 10;

/** `runs`: when a subscription of these days and this time would run. */
export function runsCommand(context: CliContext): Command {
  return new Command("runs")
    .description("say when a subscription would run, clock changes included")
    .requiredOption("--days <days>", "such as mon,thu", dayNamesArgument("--days"))
    .requiredOption("--at <time>", "local time, such as 09:00", minuteArgument("--at"))
    .requiredOption("--time-zone <zone>", "such as Europe/Athens", timeZoneArgument("--time-zone"))
    .requiredOption("--from <instant>", "such as 2026-03-01T00:00:00Z", instantArgument("--from"))
    .option("--count <n>", "how many", countArgument("--count", 1), usualCount)
    .option("--json", "print one JSON document")
    .action(({ days, at: minute, timeZone, from, count, json }: Options) => {
      const runs = nextRuns({ days, minute, timeZone }, from, count);
      context.out(
        json
          ? JSON.stringify({ runs: runs.map(written) })
          : runs.map(({ at, local }) => `${local}  ${formatInstant(at)}`).join("\n"),
      );
    });
}

function written({ local, at }: ScheduledRun) {
  return { local, at: formatInstant(at) };
}

/** Reads an instant of ISO 8601 with its offset, or a day at midnight UTC. Throws `bad-instant`. */
function instantArgument(option: string): (text: string) => number {
  return (text) => {
    const instant = Date.parse(text);
    const hasOffset = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/i.test(text);
    if (hasOffset && Number.isFinite(instant)) return instant;
    throw new UserError({
      code: "bad-instant",
      what: `${option} ${text} is not an instant.`,
      next: `Write it with its offset, for example ${option} 2026-03-01T00:00:00Z.`,
    });
  };
}
