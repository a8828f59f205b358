import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import { exitStatus, UserError } from "../errors.ts";
import { mappingTemplate } from "../sources/mapping-file.ts";
import type { SourceCheck, SourceType } from "../sources/source.ts";
import { listSources } from "../usecases/sources/list-sources.ts";
import {
  addSource,
  checkSource,
  pauseSource,
  remapSource,
  removeSource,
  replaceSecrets,
  sourceNamed,
} from "../usecases/sources/manage-sources.ts";
import type { SourceParts } from "../usecases/sources/open-source.ts";
import { syncSource } from "../usecases/sources/sync-source.ts";
import type { CliContext, CliWorkspace } from "./context.ts";
import { checkWords, sourceLine, syncProgress, syncWords } from "./source-words.ts";

/** What the command needs besides the context. */
export interface SourceCommandParts {
  readonly types: readonly SourceType[];
  readonly secrets: SourceParts["secrets"];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
}

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly secretEnv?: readonly string[];
  readonly secretStdin?: string;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];
const none: readonly string[] = [];

/** `source add|list|types|template|test|sync|map|secret|pause|resume|remove`. */
export function sourceCommand(context: CliContext, given: SourceCommandParts): Command {
  const command = new Command("source").description("databases and CRMs that are read on a schedule");
  const parts = async (): Promise<SourceParts> => ({
    store: await context.store(),
    types: given.types,
    secrets: given.secrets,
    clock: () => context.now(),
    log: (text) => context.err(text),
  });
  const within = (name: string, { workspaceId, settings }: CliWorkspace) => ({
    workspaceId,
    name,
    timeZone: settings.timeZone,
  });
  const tell = (options: Options, json: object, words: string) =>
    context.out(options.json ? JSON.stringify(json) : words);
  const tellCheck = (options: Options, name: string, check: SourceCheck) =>
    tell(options, { source: name, ...check }, checkWords(name, check));
  const subcommand = (name: string, about: string) =>
    command
      .command(name)
      .description(about)
      .option("--workspace <name>")
      .option("--json", "print one JSON document");
  const withSecrets = (inner: Command) =>
    inner
      .option(
        "--secret-env <name=VARIABLE>",
        "read a secret from an environment variable (repeatable)",
        collect,
        none,
      )
      .option("--secret-stdin <name>", "read a secret from standard input");
  const secretsOf = (options: Options) => readSecrets(options, given);

  subcommand("types", "the types of sources that there are").action((options: Options) => {
    const types = given.types.map(({ type, about, secrets }) => ({ type, about, secrets }));
    tell(options, { types }, types.map(({ type, about }) => `${type.padEnd(12)}${about}`).join("\n"));
  });

  command
    .command("template")
    .description("print the mapping file that a new source of a type begins with")
    .argument("<type>")
    .action((name: string) => context.out(mappingTemplate(typeNamed(given.types, name)).trimEnd()));

  withSecrets(subcommand("add", "add a source, once it was seen to answer"))
    .argument("<name>")
    .argument("<mapping>", "a YAML file; see: source template TYPE")
    .action(async (name: string, file: string, options: Options) => {
      const workspace = await context.workspace(options.workspace);
      const check = await addSource(await parts(), {
        ...within(name, workspace),
        mapping: await readMapping(file),
        secrets: await secretsOf(options),
      });
      tellCheck(options, name, check);
      if (!options.json) context.out(`Added. Read it now with: npm run -s concord -- source sync ${name}`);
    });

  subcommand("list", "every source and how it does").action(async (options: Options) => {
    const { workspaceId } = await context.workspace(options.workspace);
    const sources = await listSources(await context.store(), workspaceId);
    tell(
      options,
      { sources },
      sources.map((source) => sourceLine(source, context.now())).join("\n") ||
        "There is no source yet. See: npm run -s concord -- source types",
    );
  });

  subcommand("test", "ask a source what there is, and which KPIs it can feed; stores no facts")
    .argument("<name>")
    .action(async (name: string, options: Options) => {
      const workspace = await context.workspace(options.workspace);
      tellCheck(options, name, await checkSource(await parts(), within(name, workspace)));
    });

  subcommand("sync", "read what is new in a source")
    .argument("<name>")
    .option("--full", "read everything anew, and find what is gone")
    .action(async (name: string, options: Options & { readonly full?: boolean }) => {
      const workspace = await context.workspace(options.workspace);
      const shown = context.isTerminal ? syncProgress(name) : null;
      const report = await syncSource(await parts(), {
        ...within(name, workspace),
        full: options.full === true,
        ...(shown ? { progress: shown.update } : {}),
      }).finally(() => shown?.stop());
      tell(options, report, syncWords(report));
      if (report.rejected > 0) context.setExitStatus(exitStatus.rowsRejected);
    });

  subcommand("map", "print a source's mapping, or replace it; the next sync then reads everything anew")
    .argument("<name>")
    .argument("[mapping]", "a YAML file")
    .action(async (name: string, file: string | undefined, options: Options) => {
      const where = within(name, await context.workspace(options.workspace));
      if (file === undefined) {
        const { mapping } = await sourceNamed(await parts(), where);
        tell(options, { source: name, mapping }, mapping.trimEnd());
        return;
      }
      tellCheck(
        options,
        name,
        await remapSource(await parts(), { ...where, mapping: await readMapping(file) }),
      );
    });

  withSecrets(subcommand("secret", "replace a source's secret"))
    .argument("<name>")
    .action(async (name: string, options: Options) => {
      const secrets = await secretsOf(options);
      if (Object.keys(secrets).length === 0) {
        throw new UserError({
          code: "secret-missing",
          what: "No secret was given.",
          next: "Give one with --secret-env NAME=VARIABLE or --secret-stdin NAME.",
        });
      }
      await replaceSecrets(await parts(), within(name, await context.workspace(options.workspace)), secrets);
      tell(
        options,
        { source: name, replaced: Object.keys(secrets) },
        `Replaced ${Object.keys(secrets).join(", ")}.`,
      );
    });

  for (const [name, paused, about] of [
    ["pause", true, "read it no more until it is resumed"],
    ["resume", false, "read it again"],
  ] as const) {
    subcommand(name, about)
      .argument("<name>")
      .action(async (source: string, options: Options) => {
        await pauseSource(await parts(), within(source, await context.workspace(options.workspace)), paused);
        tell(options, { source, paused }, paused ? `${source} is paused.` : `${source} is read again.`);
      });
  }

  subcommand("remove", "forget a source and its secrets; its facts stay")
    .argument("<name>")
    .action(async (name: string, options: Options) => {
      await removeSource(await parts(), within(name, await context.workspace(options.workspace)));
      tell(options, { source: name, removed: true }, `Removed ${name}. The facts that it told stay.`);
    });
  return command;
}

async function readMapping(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError({
      code: "file-not-found",
      what: `${file} cannot be read.`,
      next: "Print one to begin with: npm run -s concord -- source template postgres > warehouse.yml",
      cause,
    });
  }
}

/** Secrets come by environment or standard input, never as an argument: those stay in a shell's history. */
async function readSecrets(
  { secretEnv = none, secretStdin }: Options,
  { environment, stdin }: SourceCommandParts,
): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const pair of secretEnv) {
    const [name = "", variable = ""] = pair.split("=", 2);
    const value = environment[variable]?.trim();
    if (!value) {
      throw new UserError({
        code: "secret-missing",
        what: `--secret-env ${name}=${variable || "…"} names no environment variable that is set.`,
        next: "Write it as --secret-env url=WAREHOUSE_URL, with WAREHOUSE_URL set.",
      });
    }
    secrets[name] = value;
  }
  if (secretStdin !== undefined) secrets[secretStdin] = (await readAll(stdin)).trim();
  return secrets;
}

function typeNamed(types: readonly SourceType[], name: string): SourceType {
  const type = types.find((known) => known.type === name);
  if (type) return type;
  const names = types.map((known) => known.type);
  throw new UserError({
    code: "unknown-source-type",
    what: `There is no type of source called ${name}.`,
    next: `Did you mean ${closest(name, names)}? The types are ${names.join(", ")}.`,
  });
}
