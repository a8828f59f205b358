import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../errors.ts";

/** A text file that is open and looks like a table. Close its handle when done. */
export interface CsvFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** In bytes. */
  readonly size: number;
  /** Where the text begins: after a byte order mark. */
  readonly textStart: number;
  /** The text's first bytes, as many as a header may take. */
  readonly head: Buffer;
}

const headSize = 64 * 1024;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const foreignFormats: readonly { readonly magic: Buffer; readonly name: string; readonly mend: string }[] = [
  {
    magic: Buffer.from("PK\u0003\u0004", "latin1"),
    name: "an Excel workbook or a zip archive",
    mend: "Save the sheet as CSV (UTF-8), or unpack it, first.",
  },
  {
    magic: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    name: "an old Excel workbook",
    mend: "Save the sheet as CSV (UTF-8) first.",
  },
  { magic: Buffer.from([0x1f, 0x8b]), name: "compressed with gzip", mend: "Unpack it with gunzip first." },
  {
    magic: Buffer.from("%PDF", "latin1"),
    name: "a PDF document",
    mend: "Export the table as CSV (UTF-8) instead.",
  },
  { magic: Buffer.from([0xff, 0xfe]), name: "text in UTF-16", mend: "Save it as UTF-8 first." },
  { magic: Buffer.from([0xfe, 0xff]), name: "text in UTF-16", mend: "Save it as UTF-8 first." },
];

/** Opens a file to be read as CSV. Throws a UserError when there is none, or when it is not text. */
export async function openCsvFile(path: string): Promise<CsvFile> {
  const handle = await open(path, "r").catch((cause: unknown) => {
    throw cannotOpen(path, cause);
  });
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      throw new UserError({
        code: "file-is-a-folder",
        what: `${path} is a folder.`,
        next: "Name one CSV file.",
      });
    }
    if (!stat.isFile()) {
      throw new UserError({
        code: "file-not-regular",
        what: `${path} is a pipe or a device, not a file.`,
        next: "Save its content to a file and import that: rows are read again when some are rejected.",
      });
    }
    const first = Buffer.alloc(headSize);
    const { bytesRead } = await handle.read(first, 0, headSize, 0);
    const textStart = first.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    const head = first.subarray(textStart, bytesRead);
    checkText(path, head);
    return { path, handle, size: stat.size, textStart, head };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkText(path: string, head: Buffer): void {
  const foreign = foreignFormats.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (foreign) {
    throw new UserError({
      code: "file-not-csv",
      what: `${path} is ${foreign.name}, not CSV.`,
      next: foreign.mend,
    });
  }
  const text = head.toString("latin1").trimStart();
  if (text === "") {
    throw new UserError({
      code: "file-empty",
      what: `${path} is empty.`,
      next: "It should begin with a line that names its columns.",
    });
  }
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  if (firstLine.includes("\0")) {
    throw new UserError({
      code: "file-not-csv",
      what: `${path} is not text in UTF-8: its first line holds NUL bytes.`,
      next: "Save the table as CSV (UTF-8); a file that Excel calls Unicode Text is UTF-16.",
    });
  }
}

function cannotOpen(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return new UserError({
        code: "file-not-found",
        what: `There is no file ${path}.`,
        next: "Check its name and folder.",
        cause,
      });
    case "EACCES":
    case "EPERM":
      return new UserError({
        code: "file-not-readable",
        what: `${path} may not be read by this user.`,
        next: "Give the user that runs Concord the right to read it.",
        cause,
      });
    case "EISDIR":
      return new UserError({
        code: "file-is-a-folder",
        what: `${path} is a folder.`,
        next: "Name one CSV file.",
        cause,
      });
    default:
      return cause;
  }
}
