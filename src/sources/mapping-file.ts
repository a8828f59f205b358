import { closest } from "fastest-levenshtein";
import { parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { SourceType } from "./source.ts";

/** A mapping file as a person wrote it, checked: what all types have, and the type's own part. */
export interface Mapping {
  readonly type: SourceType;
  /** How often the source is read; null: only when somebody asks. */
  readonly everyMinutes: number | null;
  readonly lookBackMinutes: number;
  /** The type's own part. */
  readonly config: object;
}

const units = { minute: 1, hour: 60, day: 1440, week: 10_080 } as const;
const longestMinutes = 525_600;

/** A span as people write it: `15 minutes`, `1 day`, `hour`. In minutes. */
export const span = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text, check) => {
    const match = /^(?:(\d{1,6}) ?)?(minute|hour|day|week)s?$/.exec(text);
    const unit = match?.[2] as keyof typeof units | undefined;
    const minutes = unit ? Number(match?.[1] ?? 1) * units[unit] : Number.NaN;
    if (minutes >= 0 && minutes <= longestMinutes) return minutes;
    check.addIssue({
      code: "custom",
      message: "must be a span of time, such as 15 minutes, 1 hour or 3 days",
    });
    return z.NEVER;
  });

const frame = z.looseObject({
  source: z.string({ error: "must name the type of the source" }),
  every: z
    .string()
    .transform((text) => (text.trim().toLowerCase() === "never" ? null : text))
    .pipe(span.refine((minutes) => minutes >= 1, "must be at least 1 minute").nullable())
    .optional(),
  look_back: span.optional(),
});

/** A text that is no mapping is longer than this: a file that was named by mistake. */
const longestMapping = 256 * 1024;

/** Reads a mapping file. Throws `bad-mapping` with everything that is wrong, and where. */
export function parseMapping(text: string, types: readonly SourceType[]): Mapping {
  const parsed = frame.safeParse(yamlOf(text) ?? {});
  if (!parsed.success) throw badMapping(parsed.error.issues);
  const { source, every, look_back: lookBack, ...own } = parsed.data;
  const type = types.find((known) => known.type === source);
  if (!type) {
    const names = types.map((known) => known.type);
    throw new UserError({
      code: "unknown-source-type",
      what: `There is no type of source called ${source}.`,
      next: `Did you mean ${closest(source, names)}? The types are ${names.join(", ")}.`,
    });
  }
  const config = type.config.safeParse(own);
  if (!config.success) throw badMapping(config.error.issues);
  return {
    type,
    everyMinutes: every === undefined ? type.everyMinutes : every,
    lookBackMinutes: lookBack ?? type.lookBackMinutes,
    config: config.data,
  };
}

/** Gives the mapping file that a new source of a type begins with. */
export function mappingTemplate({ type, everyMinutes, lookBackMinutes, template }: SourceType): string {
  return `# How Concord reads this source. docs/SOURCES.md says more.
source: ${type}
every: ${spanText(everyMinutes)}          # or: never, 15 minutes, 1 day
look_back: ${spanText(lookBackMinutes)}      # how far before the last sync to look again for late edits
${template}`;
}

function spanText(minutes: number): string {
  const [unit, length] = Object.entries(units).findLast(
    ([, each]) => minutes >= each && minutes % each === 0,
  ) ?? ["minute", 1];
  const count = minutes / length;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function yamlOf(text: string): unknown {
  if (text.length > longestMapping) {
    throw new UserError({
      code: "bad-mapping",
      what: "That file is too long for a mapping.",
      next: "Name a small YAML file; docs/SOURCES.md shows one for each type.",
    });
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    throw new UserError({
      code: "bad-mapping",
      what: `The mapping is no YAML: ${error.message.split("\n")[0]}`,
      next: "docs/SOURCES.md shows a mapping for each type.",
    });
  }
  return document.toJS({ maxAliasCount: 100 });
}

function badMapping(issues: readonly z.core.$ZodIssue[]): UserError {
  const problems = issues.map((issue) => `${issue.path.join(".") || "the mapping"} ${issueText(issue)}`);
  return new UserError({
    code: "bad-mapping",
    what: `The mapping cannot be used: ${problems.join("; ")}.`,
    next: "Mend it; docs/SOURCES.md says what each line means.",
  });
}

function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `has ${issue.keys.join(", ")}, which nobody reads`;
  return issue.message.startsWith("Invalid input: ") ? issue.message.slice(15) : issue.message;
}
