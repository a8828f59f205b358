import { Argument, Command } from "commander";
import { UserError } from "../errors.ts";
import { type Settings, settingsSchema } from "../funnel/settings.ts";
import { saveSettings } from "../store/workspaces.ts";
import { refresh } from "../usecases/refresh.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `settings get|set NAME [VALUE]`; names are paths such as `timeZone` or `windows.mqlToOpportunity`. */
export function settingsCommand(context: CliContext): Command {
  const command = new Command("settings").description("what a workspace can set");
  command
    .command("get")
    .argument("[name]", "all settings when left out")
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (name: string | undefined, options: Options) => {
      const { settings } = await context.workspace(options.workspace);
      const value = name === undefined ? settings : valueAt(settings, name);
      context.out(options.json || typeof value === "object" ? JSON.stringify(value) : String(value));
    });
  command
    .command("set")
    .argument("<name>")
    .addArgument(new Argument("<value>", "text, a number, or JSON"))
    .option("--workspace <name>")
    .option("--json", "print one JSON document")
    .action(async (name: string, text: string, options: Options) => {
      const workspace = await context.workspace(options.workspace);
      const before = valueAt(workspace.settings, name);
      const parsed = settingsSchema.safeParse(withValue(workspace.settings, name, typed(text, before)));
      if (!parsed.success) {
        throw new UserError({
          code: "bad-setting",
          what: `${name} cannot be ${text}: ${parsed.error.issues.map((issue) => issue.message).join("; ")}.`,
          next: `It is now: ${JSON.stringify(before)}.`,
        });
      }
      const store = await context.store();
      await saveSettings(store, workspace.workspaceId, parsed.data);
      await refresh(store, { ...workspace, settings: parsed.data }, context.now());
      const after = valueAt(parsed.data, name);
      context.out(
        options.json ? JSON.stringify({ [name]: after }) : `${name} is now ${JSON.stringify(after)}.`,
      );
    });
  return command;
}

function valueAt(settings: Settings, name: string): unknown {
  let value: unknown = settings;
  for (const key of name.split(".")) {
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  if (value !== undefined) return value;
  throw new UserError({
    code: "unknown-setting",
    what: `There is no setting called ${name}.`,
    next: `There are: ${settingNames(settings).join(", ")}.`,
  });
}

function settingNames(value: object, prefix = ""): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isRecord(inner) ? settingNames(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function withValue(settings: Settings, name: string, value: unknown): unknown {
  const copy: Record<string, unknown> = structuredClone(settings);
  const keys = name.split(".");
  let holder = copy;
  for (const key of keys.slice(0, -1)) {
    const inner = holder[key];
    if (isRecord(inner)) holder = inner;
  }
  holder[keys.at(-1) ?? name] = value;
  return copy;
}

/** Reads the text as what the setting is now: texts stay texts, everything else is JSON. */
function typed(text: string, before: unknown): unknown {
  if (typeof before === "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
