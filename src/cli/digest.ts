import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { createRenderer } from "../charts/render.ts";
import { ChartError } from "../charts/render-verify.ts";
import type { ChartRequest } from "../charts/specification.ts";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { Message } from "../messages/blocks.ts";
import { fillChartSlots } from "../messages/chart-slots.ts";
import { languageOf } from "../messages/language.ts";
import { type Locale, locales } from "../messages/numbers.ts";
import { composeDigest } from "../usecases/compose-digest.ts";
import { contextOn } from "../usecases/digest-context.ts";
import { refresh } from "../usecases/refresh.ts";
import { choiceArgument, dayArgument } from "./arguments.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly asOf: Day;
  readonly out: string;
  readonly locale?: Locale;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `digest`: writes a digest's message and pictures to a folder, and posts nothing. */
export function digestCommand(context: CliContext): Command {
  return new Command("digest")
    .description("write a digest's message and pictures to a folder, and post nothing")
    .requiredOption(
      "--as-of <day>",
      "the digest tells the last whole week before this day",
      dayArgument("--as-of"),
    )
    .requiredOption("--out <folder>", "where message.json and the pictures go")
    .option(
      "--locale <locale>",
      `${locales.join("|")} (default: the workspace's)`,
      choiceArgument("--locale", locales),
    )
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (options: Options) => {
      const workspace = await context.workspace(options.workspace);
      const store = await context.store();
      const locale = options.locale ?? workspace.settings.locale;
      await refresh(store, workspace, context.now());
      const { message, charts } = await composeDigest(store, workspace, {
        ...(await contextOn(store, workspace, options.asOf)),
        asOf: options.asOf,
        locale,
        now: context.now(),
      });
      await mkdir(options.out, { recursive: true });
      const files = await draw(charts, options.out, context);
      const missing = languageOf(locale, workspace.settings).texts.digest.chartMissing;
      const filled = (part: Message): Message => {
        const { text, blocks } = fillChartSlots(part, files, missing);
        return { text, blocks };
      };
      const written = { ...filled(message), thread: message.thread.map(filled) };
      const file = path.join(options.out, "message.json");
      await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);
      context.out(
        options.json
          ? JSON.stringify({ asOf: formatDay(options.asOf), message: file, charts: [...files.values()] })
          : `Wrote ${file} and ${files.size} pictures.`,
      );
    });
}

/** Draws every chart into the folder; gives their file names. A chart that cannot be drawn is left out, and said so. */
async function draw(
  charts: ReadonlyMap<string, ChartRequest>,
  folder: string,
  context: CliContext,
): Promise<ReadonlyMap<string, string>> {
  const renderer = createRenderer({ threads: 2 });
  try {
    const files = await Promise.all(
      [...charts].map(async ([name, request]) => {
        try {
          const file = `${name}.png`;
          await writeFile(path.join(folder, file), await renderer.render(request));
          return [[name, file] as const];
        } catch (error) {
          if (!(error instanceof ChartError)) throw error;
          context.err(`The chart ${name} could not be drawn: ${error.message}`);
          return [];
        }
      }),
    );
    return new Map(files.flat());
  } finally {
    await renderer.close();
  }
}
