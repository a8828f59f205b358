import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import { exitStatus, UserError } from "../errors.ts";
import { type FactKind, factKinds } from "../funnel/facts.ts";
import { type ImportReport, importFacts } from "../usecases/import-facts.ts";
import type { CliContext } from "./context.ts";
import { importProgress } from "./import-progress.ts";

interface ImportOptions {
  readonly map: readonly string[];
  readonly set: readonly string[];
  readonly value: readonly string[];
  readonly dateFormat?: string;
  readonly source: string;
  readonly workspace?: string;
  readonly json?: boolean;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];
const none: readonly string[] = [];

/** `import KIND FILE`: facts from a CSV file (design, section 10). */
export function importCommand(context: CliContext): Command {
  return new Command("import")
    .description("import facts from a CSV file; the same file twice changes nothing")
    .argument("<kind>", factKinds.join(", "))
    .argument("<file>", "CSV in UTF-8 whose first line names its columns")
    .option("--map <field=column>", "which column a field is read from (repeatable)", collect, none)
    .option("--set <field=value>", "one value for all rows (repeatable)", collect, none)
    .option("--value <field.THEIRS=OURS>", "what a value of theirs means (repeatable)", collect, none)
    .option("--date-format <format>", 'for dates that are not ISO 8601, such as "M/D/YYYY"')
    .option("--source <name>", "the name under which the data's freshness is kept", "file")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (kind: string, file: string, options: ImportOptions) => {
      const factKind = parseKind(kind);
      const { map, set, value, dateFormat } = options;
      const { workspaceId, settings } = await context.workspace(options.workspace);
      const progress = context.isTerminal ? importProgress(factKind) : null;
      const report = await importFacts(
        await context.store(),
        {
          workspaceId,
          kind: factKind,
          file,
          map,
          set,
          value,
          ...(dateFormat === undefined ? {} : { dateFormat }),
          timeZone: settings.timeZone,
          source: parseSource(options.source),
          now: context.now(),
        },
        { notice: (text) => context.err(text), ...(progress ? { progress: progress.update } : {}) },
      ).finally(() => progress?.stop());
      context.out(options.json ? asJson(report) : inWords(report, file));
      if (report.rejected.length > 0) context.setExitStatus(exitStatus.rowsRejected);
    });
}

function parseKind(text: string): FactKind {
  const kind = factKinds.find((known) => known === text);
  if (kind) return kind;
  throw new UserError({
    code: "unknown-kind",
    what: `There is no kind of facts called ${JSON.stringify(text)}.`,
    next: `Did you mean ${closest(text, factKinds)}? The kinds are ${factKinds.join(", ")}.`,
  });
}

function parseSource(text: string): string {
  const source = text.trim();
  if (/^[^\p{Cc}]{1,100}$/u.test(source)) return source;
  throw new UserError({
    code: "bad-source",
    what: "--source must be a name of 1 to 100 characters.",
    next: "For example --source hubspot.",
  });
}

function asJson({ kind, read, inserted, updated, unchanged, rejected }: ImportReport): string {
  return JSON.stringify({ kind, read, inserted, updated, unchanged, rejected });
}

const mostListed = 10;

function inWords(report: ImportReport, file: string): string {
  const number = (value: number) => value.toLocaleString("en");
  const { kind, read, inserted, updated, unchanged, rejected, rejectsFile } = report;
  const lines = [
    `Read ${number(read)} ${read === 1 ? "row" : "rows"} of ${kind} from ${file}: ${number(inserted)} new, ${number(updated)} changed, ${number(unchanged)} as they were, ${number(rejected.length)} rejected.`,
  ];
  for (const { line, column, reason } of rejected.slice(0, mostListed)) {
    lines.push(`  line ${line}${column === null ? "" : `, ${column}`}: ${reason}`);
  }
  if (rejected.length > mostListed) lines.push(`  and ${number(rejected.length - mostListed)} more`);
  if (rejectsFile) {
    lines.push(
      `The rejected rows are in ${rejectsFile}. Mend them there, then import that file the same way.`,
    );
  }
  return lines.join("\n");
}
