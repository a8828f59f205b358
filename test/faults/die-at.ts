import { writeSync } from "node:fs";
import pg from "pg";
import { checkpoints, nameOf } from "./boundaries.ts";

/** Ends the process, as a power cut does, at the nth statement that says so. */
export interface DeathAt {
  readonly step: string;
  readonly when: "before" | "after";
  readonly skip: number;
}

let wanted: { readonly death: DeathAt; readonly words: string; skip: number }[] = [];

/** Where this process is to die next: at the first of these that it comes to. */
export function dieAt(deaths: readonly DeathAt[]): void {
  wanted = deaths.map((death) => ({
    death,
    words: checkpoints[death.step] ?? death.step,
    skip: death.skip,
  }));
}

function dueAt(statement: string): DeathAt | null {
  const said = statement.replace(/\s+/g, " ");
  for (const each of wanted) {
    if (!said.includes(each.words)) continue;
    each.skip -= 1;
    if (each.skip < 0) return each.death;
  }
  return null;
}

/** Says where, which only a call that does not return before it is done can, and dies. */
function die(death: DeathAt): void {
  writeSync(1, `${nameOf(death)}\n`);
  process.kill(process.pid, "SIGKILL");
}

/** Watches every statement of the process on its way to the database and back. */
export function watchStatements(): void {
  const { prototype } = pg.Client;
  const query = prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  function watched(this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
    const death = wanted.length === 0 ? null : dueAt(text);
    if (death === null) return query.apply(this, args);
    if (death.when === "before") die(death);
    const last = args.at(-1);
    if (typeof last === "function") return query.apply(this, [...args.slice(0, -1), () => die(death)]);
    const answer = query.apply(this, args);
    return answer instanceof Promise ? answer.finally(() => die(death)) : answer;
  }
  prototype.query = watched as typeof prototype.query;
}
