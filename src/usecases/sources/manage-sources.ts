import { UserError } from "../../errors.ts";
import { settingsSchema } from "../../funnel/settings.ts";
import { type Mapping, parseMapping } from "../../sources/mapping-file.ts";
import type { SourceCheck } from "../../sources/source.ts";
import { forgetRemote } from "../../store/snapshots/remote.ts";
import {
  changeSource,
  deleteSource,
  findStoredSource,
  insertSource,
  type SourceName,
  type StoredSource,
  saveSourceCheck,
} from "../../store/sources.ts";
import { saveSettings, workspaceById } from "../../store/workspaces.ts";
import { openMapping, openStoredSource, type SourceParts, secretContext } from "./open-source.ts";

export interface SourceAddition extends SourceName {
  /** The mapping file's text. */
  readonly mapping: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

/**
 * Adds a source after asking it whether it can be read; its secrets are stored encrypted. Where the workspace knows no
 * order of stages, it takes the mapping's. Throws UserErrors for what a person can mend, with nothing stored.
 */
export async function addSource(parts: SourceParts, addition: SourceAddition): Promise<SourceCheck> {
  const { workspaceId, name, mapping: text, secrets, timeZone } = addition;
  if (!/^[a-z0-9][a-z0-9-]{0,49}$/.test(name)) {
    throw new UserError({
      code: "bad-source-name",
      what: `${name} cannot be a source's name.`,
      next: "Take lower-case letters, digits and hyphens, for example: warehouse",
    });
  }
  const mapping = parseMapping(text, parts.types);
  checkSecretNames(mapping, secrets);
  const source = openMapping(parts, mapping, { secrets, timeZone });
  let check: SourceCheck;
  try {
    check = await source.check();
  } finally {
    await source.close();
  }
  const added = await insertSource(parts.store, {
    workspaceId,
    name,
    type: mapping.type.type,
    mapping: text,
    secrets: sealed(parts, { workspaceId, name }, secrets),
    everyMinutes: mapping.everyMinutes,
  });
  if (!added) {
    throw new UserError({
      code: "source-exists",
      what: `There is a source called ${name} already.`,
      next: "Change it with source map or source secret, or take another name.",
    });
  }
  await saveSourceCheck(parts.store, { workspaceId, name }, check.kinds);
  await takeStages(parts, workspaceId, mapping);
  return check;
}

/** Asks a source what there is, and keeps which fields it tells. */
export async function checkSource(
  parts: SourceParts,
  where: SourceName & { readonly timeZone: string },
): Promise<SourceCheck> {
  const stored = await sourceNamed(parts, where);
  const { source } = await openStoredSource(parts, stored, where.timeZone);
  try {
    const check = await source.check();
    await saveSourceCheck(parts.store, stored, check.kinds);
    return check;
  } finally {
    await source.close();
  }
}

/**
 * Replaces a source's mapping after asking the source whether it can be read that way; the next sync reads everything
 * anew, since what a row means may have changed.
 */
export async function remapSource(
  parts: SourceParts,
  { timeZone, mapping: text, ...where }: SourceName & { readonly timeZone: string; readonly mapping: string },
): Promise<SourceCheck> {
  const stored = await sourceNamed(parts, where);
  const mapping = parseMapping(text, parts.types);
  if (mapping.type.type !== stored.type) {
    throw new UserError({
      code: "bad-mapping",
      what: `${where.name} is a source of the type ${stored.type}, and the mapping is for ${mapping.type.type}.`,
      next: "Add another source for it.",
    });
  }
  const { source } = await openStoredSource(parts, { ...stored, mapping: text }, timeZone);
  try {
    const check = await source.check();
    await changeSource(parts.store, stored, {
      mapping: text,
      everyMinutes: mapping.everyMinutes,
      anew: true,
    });
    await saveSourceCheck(parts.store, stored, check.kinds);
    await takeStages(parts, stored.workspaceId, mapping);
    return check;
  } finally {
    await source.close();
  }
}

/** Replaces secrets of a source; those that are not named stay. */
export async function replaceSecrets(
  parts: SourceParts,
  where: SourceName,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const stored = await sourceNamed(parts, where);
  checkSecretNames(parseMapping(stored.mapping, parts.types), secrets);
  await changeSource(parts.store, stored, {
    secrets: { ...stored.secrets, ...sealed(parts, stored, secrets) },
  });
}

/** Stops or starts the scheduled syncs of a source. */
export async function pauseSource(parts: SourceParts, where: SourceName, paused: boolean): Promise<void> {
  await changeSource(parts.store, await sourceNamed(parts, where), { paused });
}

/** Forgets a source, its secrets and where it was; the facts that it told stay. */
export async function removeSource(parts: SourceParts, where: SourceName): Promise<void> {
  if (!(await deleteSource(parts.store, where))) await sourceNamed(parts, where);
  await forgetRemote(parts.store, where.workspaceId, where.name);
}

/** Gives a source. Throws `unknown-source`. */
export async function sourceNamed(
  { store }: SourceParts,
  { workspaceId, name }: SourceName,
): Promise<StoredSource> {
  const stored = await findStoredSource(store, workspaceId, name);
  if (stored) return stored;
  throw new UserError({
    code: "unknown-source",
    what: `There is no source called ${name}.`,
    next: "See them with: npm run -s concord -- source list",
  });
}

function sealed(
  parts: SourceParts,
  where: SourceName,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(secrets).map(([secret, value]) => [
      secret,
      parts.secrets().seal(value, secretContext(where, secret)),
    ]),
  );
}

function checkSecretNames({ type }: Mapping, secrets: Readonly<Record<string, string>>): void {
  const names = type.secrets.map(({ name }) => name);
  const unknown = Object.keys(secrets).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UserError({
    code: "unknown-secret",
    what: `A source of the type ${type.type} has no secret called ${unknown}.`,
    next: names.length > 0 ? `It has ${names.join(", ")}.` : "It needs none.",
  });
}

async function takeStages({ store }: SourceParts, workspaceId: number, { config }: Mapping): Promise<void> {
  const stages = "stages" in config ? settingsSchema.shape.stages.safeParse(config.stages) : null;
  if (!stages?.success || stages.data.length === 0) return;
  const workspace = await workspaceById(store, workspaceId);
  if (!workspace || workspace.settings.stages.length > 0) return;
  await saveSettings(store, workspaceId, { ...workspace.settings, stages: stages.data });
}
