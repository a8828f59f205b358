import path from "node:path";
import ts from "typescript";

/** A JSON value and the published type that it should have. */
export interface Sample {
  /** For the message: `GET /crm/objects/…`. */
  readonly what: string;
  /** A type of TypeScript, of what `declarations` declare. */
  readonly type: string;
  readonly value: unknown;
}

/**
 * Gives where samples do not fit their types: what is missing, of another type, or not known to them. Vendors' clients
 * are generated from their API descriptions, so that their types are those. A `Date` and an enum are texts on their
 * way, and the generated name `_from` is `from`.
 */
export function misfits(declarations: string, samples: readonly Sample[]): readonly string[] {
  const file = path.join(import.meta.dirname, "samples.virtual.ts");
  const head = `${declarations}
type Told<T> = T extends Date ? string
  : T extends string ? \`\${T}\`
  : T extends readonly (infer E)[] ? Told<E>[]
  : T extends object ? { [K in keyof T as K extends "_from" ? "from" : K]: Told<T[K]> }
  : T;
`;
  const line = head.split("\n").length - 1;
  const text =
    head +
    samples
      .map(({ type, value }, at) => `export const s${at}: Told<${type}> = ${JSON.stringify(value)};`)
      .join("\n");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, language, ...rest) =>
    name === file ? ts.createSourceFile(name, text, language) : getSourceFile(name, language, ...rest);
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ start = 0, messageText }) => {
      const at = source ? source.getLineAndCharacterOfPosition(start).line - line : -1;
      const said = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${samples[at]?.what ?? "declarations"}: ${said}`;
    },
  );
}
