import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type JsonRow, parseExactJson } from "../../sources/json-rows.ts";

/** What a body may hold: as it travels, unpacked, and in rows. */
export const bodyBounds = { travelling: 8 * 1024 * 1024, unpacked: 32 * 1024 * 1024, rows: 100_000 } as const;

/** Why a body is not taken: status, code and words of the answer. */
export interface BodyProblem {
  readonly status: 400 | 413 | 415;
  readonly error: string;
  readonly what: string;
}

export interface ReadBody {
  /** Unpacked. */
  readonly bytes: Uint8Array;
  readonly rows: readonly JsonRow[];
}

const unpack = promisify(gunzip);

/** Reads rows from a body: one JSON object, a list of them, or one on each line (NDJSON); packed with gzip or not. */
export async function readBody(request: Request): Promise<ReadBody | BodyProblem> {
  const form = formOf(request.headers.get("content-type"));
  if (form === null) {
    return problem(415, "unsupported-media-type", "Send application/json or application/x-ndjson.");
  }
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") {
    return problem(415, "unsupported-encoding", "Send the body as it is, or packed with gzip.");
  }
  const travelled = await readBounded(request);
  if (travelled === null) return tooLarge(`${bodyBounds.travelling / 1024 / 1024} MiB`);
  const bytes = encoding === "gzip" ? await unpacked(travelled) : travelled;
  if (bytes === "damaged") return problem(400, "bad-gzip", "The body is not gzip, or was cut short.");
  if (bytes === "too-large") return tooLarge(`${bodyBounds.unpacked / 1024 / 1024} MiB unpacked`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return problem(400, "not-utf-8", "The body is not UTF-8 text.");
  }
  const rows = form === "json" ? jsonRows(text) : ndjsonRows(text);
  if ("error" in rows) return rows;
  return { bytes, rows };
}

/** Tells a problem from a body. */
export function isBodyProblem(read: ReadBody | BodyProblem): read is BodyProblem {
  return "error" in read;
}

function formOf(contentType: string | null): "json" | "ndjson" | null {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/json") return "json";
  return type === "application/x-ndjson" || type === "application/ndjson" || type === "application/jsonl"
    ? "ndjson"
    : null;
}

async function readBounded(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyBounds.travelling) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > bodyBounds.travelling) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array | "damaged" | "too-large"> {
  try {
    return await unpack(bytes, { maxOutputLength: bodyBounds.unpacked });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "damaged";
  }
}

function jsonRows(text: string): readonly JsonRow[] | BodyProblem {
  try {
    const told = parseExactJson(text);
    const rows = Array.isArray(told) ? (told as readonly JsonRow[]) : [told];
    return rows.length > bodyBounds.rows ? tooManyRows : rows;
  } catch (error) {
    return problem(
      400,
      "bad-json",
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A line that is no JSON is a bad row, not a bad body: the others are taken. */
function ndjsonRows(text: string): readonly JsonRow[] | BodyProblem {
  const rows: JsonRow[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (rows.length === bodyBounds.rows) return tooManyRows;
    try {
      rows.push(parseExactJson(line));
    } catch {
      rows.push(undefined);
    }
  }
  return rows;
}

const tooManyRows: BodyProblem = {
  status: 413,
  error: "too-many-rows",
  what: `Send at most ${bodyBounds.rows.toLocaleString("en")} rows at once.`,
};

function tooLarge(bound: string): BodyProblem {
  return problem(413, "body-too-large", `Send at most ${bound} at once.`);
}

function problem(status: BodyProblem["status"], error: string, what: string): BodyProblem {
  return { status, error, what };
}
