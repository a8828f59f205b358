import { Command } from "commander";
import { type Day, formatDay, localDay } from "../funnel/calendar.ts";
import type { Settings } from "../funnel/settings.ts";
import { plainName } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import { reasonTexts } from "../messages/warning-reason.ts";
import { openWarnings } from "../usecases/evaluate-warnings.ts";
import { workspaceRules } from "../usecases/incidents/workspace-history.ts";
import { refresh } from "../usecases/refresh.ts";
import type { Warning } from "../warnings/warning.ts";
import { dayArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly asOf?: Day;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `warnings`: what is open as of a day, each with its reason and its evidence. */
export function warningsCommand(context: CliContext): Command {
  return new Command("warnings")
    .description("the warnings that are open, with their reasons and evidence")
    .option("--as-of <day>", "look as of the start of this day (default: today)", dayArgument("--as-of"))
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: Options) => {
      const workspace = await context.workspace(options.workspace);
      const { workspaceId, settings } = workspace;
      const store = await context.store();
      await refresh(store, workspace, context.now());
      const asOf = options.asOf ?? localDay(context.now().getTime(), settings.timeZone);
      const warnings = await openWarnings(store, {
        workspaceId,
        settings,
        asOf,
        ...(await workspaceRules(store, workspaceId)),
      });
      const reasonOf = reasonWriter(settings);
      if (options.json) {
        context.out(
          JSON.stringify({
            asOf: formatDay(asOf),
            warnings: warnings.map((warning) => ({
              rule: warning.rule,
              subject: warning.subject,
              severity: warning.severity,
              reason: reasonOf(warning),
              evidence: evidenceJson(warning),
            })),
          }),
        );
        return;
      }
      context.out(
        warnings.length === 0
          ? `Nothing is open as of ${formatDay(asOf)}.`
          : warnings
              .map((warning) => {
                const subject = warning.subject === null ? "" : ` (${warning.subject})`;
                return `${warning.rule}${subject}, ${warning.severity}, since ${formatDay(warning.openedOn)}\n  ${reasonOf(warning)}`;
              })
              .join("\n"),
      );
    });
}

/** Gives the writer of reasons in the workspace's language, for a terminal. */
export function reasonWriter(settings: Settings): (warning: Warning) => string {
  const language = languageOf(settings.locale, settings);
  const { sentence } = reasonTexts(language);
  const name = (text: string) => plainName(text, language.texts.figures.unknownName);
  return ({ reason }) => sentence(reason, name);
}

/** What the warning rests on, with its days as ISO days and the reason's own figures. */
function evidenceJson({ evidence, openedOn, reason }: Warning): object {
  const { baseline, ...figures } = evidence;
  return {
    ...figures,
    openedOn: formatDay(openedOn),
    from: formatDay(figures.from),
    to: formatDay(figures.to),
    since: formatDay(figures.since),
    baseline: baseline === null ? null : { from: formatDay(baseline.from), to: formatDay(baseline.to) },
    why: Object.fromEntries(
      Object.entries(reason).map(([key, value]) => [
        key,
        (key === "since" || key === "lastReceived") && typeof value === "number" ? formatDay(value) : value,
      ]),
    ),
  };
}
