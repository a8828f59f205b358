import { UserError } from "../errors.ts";

/** What keeps a client out of a server, by PostgreSQL's and Node.js's codes, in words. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "its host's name cannot be looked up now",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "there is no way to its host",
  ENETUNREACH: "there is no way to its network",
  ECONNRESET: "it closed the connection",
  "28P01": "it refuses the user or the password",
  "28000": "it refuses the user",
  "3D000": "it has no such database",
  "42501": "the user may not make tables there",
  "53300": "it has too many connections",
};

/** Gives the error of a server that lets nobody in, as a person can mend it; any other error comes back as it is. */
export function asUnreachable(error: unknown, databaseUrl: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = reasons[code];
  const url = URL.parse(databaseUrl);
  if (reason === undefined || url === null) return error;
  // Never the whole URL: it holds the password.
  const where = `${url.hostname}:${url.port || 5432}${url.pathname}`;
  return new UserError({
    code: "database-unreachable",
    fault: "state",
    what: `The database at ${where} cannot be used: ${reason}.`,
    next: "Mend DATABASE_URL, or unset it: then Concord runs a PostgreSQL of its own.",
    cause: error,
  });
}
