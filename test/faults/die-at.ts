import pg from "pg";
import { checkpoints } from "./boundaries.ts";

/** Ends the process, as a power cut does, at the nth statement that says so. */
export interface DeathAt {
  readonly step: string;
  readonly when: "before" | "after";
  readonly skip: number;
}

let wanted: { readonly words: string; readonly when: string; skip: number } | null = null;

/** Where this process is to die next; null: nowhere. */
export function dieAt(death: DeathAt | null): void {
  wanted = death && { words: checkpoints[death.step] ?? death.step, when: death.when, skip: death.skip };
}

function isDue(statement: string): boolean {
  if (!wanted?.words || !statement.replace(/\s+/g, " ").includes(wanted.words)) return false;
  wanted.skip -= 1;
  return wanted.skip < 0;
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** Watches every statement of the process on its way to the database and back. */
export function watchStatements(): void {
  const { prototype } = pg.Client;
  const query = prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  function watched(this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
    if (wanted === null || !isDue(text)) return query.apply(this, args);
    if (wanted.when === "before") die();
    const last = args.at(-1);
    if (typeof last === "function") return query.apply(this, [...args.slice(0, -1), die]);
    const answer = query.apply(this, args);
    return answer instanceof Promise ? answer.finally(die) : answer;
  }
  prototype.query = watched as typeof prototype.query;
}
