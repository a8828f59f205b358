import type { Settings } from "../funnel/settings.ts";
import type { Store } from "../store/database.ts";

/** What a command may touch: the outside world, passed in. */
export interface CliContext {
  /** Opens the database on first use, with the newest schema. */
  store(): Promise<Store>;
  /** The named workspace, or the only one there is. */
  workspace(name?: string): Promise<CliWorkspace>;
  now(): Date;
  /** Writes a line to standard output. */
  out(text: string): void;
  /** Writes a line to standard error. */
  err(text: string): void;
  /** Whether standard error is a terminal, so that progress may be drawn on it. */
  readonly isTerminal: boolean;
  setExitStatus(status: number): void;
}

export interface CliWorkspace {
  readonly workspaceId: number;
  readonly name: string;
  readonly settings: Settings;
}
