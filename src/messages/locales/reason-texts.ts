import type { Reason } from "../../warnings/reason.ts";
import type { RuleName } from "../../warnings/rule-names.ts";

/** How a name from data is written where the sentence goes: `nameIn` for Slack, `plainName` for a terminal. */
export type NameWriter = (name: string) => string;

/** What a language says of warnings. */
export interface ReasonTexts {
  /** What a rule is called at the head of a list. */
  readonly rules: Readonly<Record<RuleName, string>>;
  /** One sentence that says why a warning opened. */
  sentence(reason: Reason, name: NameWriter): string;
}
