import { UserError } from "../../errors.ts";
import type { SecretBox } from "../../secrets.ts";
import { type Mapping, parseMapping } from "../../sources/mapping-file.ts";
import type { Source, SourceType } from "../../sources/source.ts";
import type { Store } from "../../store/database.ts";
import { type StoredSource, saveSourceSecret } from "../../store/sources.ts";

/** What every use case of sources needs. */
export interface SourceParts {
  readonly store: Store;
  /** The types that there are; `sourceTypes`, but for tests. */
  readonly types: readonly SourceType[];
  /** Called when a secret is sealed or opened: a source without secrets needs no key. */
  readonly secrets: () => SecretBox;
  readonly clock: () => Date;
  /** Told what is worth a line in a log. */
  readonly log: (text: string) => void;
}

export interface OpenedSource {
  readonly source: Source;
  readonly lookBackMinutes: number;
}

/** Opens a stored source with its secrets. */
export async function openStoredSource(
  parts: SourceParts,
  stored: StoredSource,
  timeZone: string,
): Promise<OpenedSource> {
  const mapping = parseMapping(stored.mapping, parts.types);
  const opened = Object.fromEntries(
    Object.entries(stored.secrets).map(([secret, sealed]) => [
      secret,
      parts.secrets().open(sealed, secretContext(stored, secret)),
    ]),
  );
  const source = openMapping(parts, mapping, {
    secrets: opened,
    timeZone,
    keepSecret: (secret, value) =>
      saveSourceSecret(
        parts.store,
        stored,
        secret,
        parts.secrets().seal(value, secretContext(stored, secret)),
      ),
  });
  return { source, lookBackMinutes: mapping.lookBackMinutes };
}

/** Opens a source from its mapping. Throws `secret-missing` when it needs a secret that is not there. */
export function openMapping(
  parts: Pick<SourceParts, "clock" | "log">,
  { type, config }: Mapping,
  given: {
    readonly secrets: Readonly<Record<string, string>>;
    readonly timeZone: string;
    readonly keepSecret?: (name: string, value: string) => Promise<void>;
  },
): Source {
  for (const { name, where, optional = false } of type.secrets) {
    if (optional || given.secrets[name]) continue;
    throw new UserError({
      code: "secret-missing",
      what: `A source of the type ${type.type} needs the secret ${name}.`,
      next: `${where} Give it with --secret-env ${name}=VARIABLE, or --secret-stdin ${name}.`,
    });
  }
  return type.open(config, { ...given, clock: parts.clock, log: parts.log });
}

/** Names what a secret belongs to; it is sealed to that. */
export function secretContext(
  { workspaceId, name }: { readonly workspaceId: number; readonly name: string },
  secret: string,
): string {
  return `source ${workspaceId}/${name}/${secret}`;
}
