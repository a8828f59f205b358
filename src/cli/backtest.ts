import { Command } from "commander";
import { UserError } from "../errors.ts";
import { type Day, formatDay } from "../funnel/calendar.ts";
import { backtest } from "../usecases/evaluate-warnings.ts";
import { workspaceRules } from "../usecases/incidents/workspace-history.ts";
import { refresh } from "../usecases/refresh.ts";
import { type RuleName, ruleNames } from "../warnings/rule-names.ts";
import { choiceArgument, dayArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { reasonWriter } from "./warnings.ts";

interface Options {
  readonly from: Day;
  readonly to: Day;
  readonly rule?: RuleName;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `backtest`: what the weekly evaluations of a time would have raised; writes nothing. */
export function backtestCommand(context: CliContext): Command {
  return new Command("backtest")
    .description(
      "what the weekly evaluations of a time would have raised, knowing only what was dated before each",
    )
    .requiredOption("--from <day>", "the first day of the time", dayArgument("--from"))
    .requiredOption("--to <day>", "its last evaluation may fall on this day", dayArgument("--to"))
    .option("--rule <name>", "one rule only", choiceArgument("--rule", ruleNames))
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async ({ from, to, rule, ...options }: Options) => {
      if (from >= to) {
        throw new UserError({
          code: "empty-range",
          what: `The time from ${formatDay(from)} to ${formatDay(to)} has no days: its end must come after its start.`,
          next: `An example: --from ${formatDay(to - 182)} --to ${formatDay(to)}.`,
        });
      }
      const workspace = await context.workspace(options.workspace);
      const { workspaceId, settings } = workspace;
      const store = await context.store();
      await refresh(store, workspace, context.now());
      const period = { from, to };
      const incidents = await backtest(store, {
        workspaceId,
        settings,
        period,
        ...(await workspaceRules(store, workspaceId)),
        ...(rule === undefined ? {} : { rule }),
      });
      const reasonOf = reasonWriter(settings);
      const told = incidents.map((incident) => ({
        rule: incident.rule,
        subject: incident.subject,
        openedOn: formatDay(incident.openedOn),
        closedOn: incident.closedOn === null ? null : formatDay(incident.closedOn),
        reason: reasonOf(incident),
      }));
      if (options.json) {
        context.out(JSON.stringify({ incidents: told }));
        return;
      }
      context.out(
        told.length === 0
          ? "Nothing would have been raised."
          : told
              .map(({ rule: name, subject, openedOn, closedOn, reason }) => {
                const who = subject === null ? name : `${name} (${subject})`;
                return `${openedOn}..${closedOn ?? "open"}  ${who}\n  ${reason}`;
              })
              .join("\n"),
      );
    });
}
