import type { Day } from "../../funnel/calendar.ts";
import type { Language } from "../../messages/language.ts";
import type { History } from "../../warnings/history.ts";
import type { WorkspaceRef } from "./workspace-history.ts";

/** What the messages of one incident are made with. */
export interface Telling extends WorkspaceRef {
  readonly channelId: string;
  readonly language: Language;
  readonly today: Day;
  /** Null: nobody has loaded it. */
  readonly history: History | null;
}

/** Gives the key of the delivery that opens an incident's thread. */
export function openingKey(number: number): string {
  return `incident:${number}:opened`;
}
