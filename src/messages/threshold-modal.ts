import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { Day } from "../funnel/calendar.ts";
import { type RuleName, ruleNames } from "../warnings/rule-names.ts";
import type { Warning } from "../warnings/warning.ts";
import { plainText, sectionBlock } from "./blocks.ts";
import { escapeMrkdwn } from "./escape.ts";
import { incidentViews } from "./incident-actions.ts";
import { storyOf, thresholdWords } from "./incident-words.ts";
import { inputBlock, optionOf, selectOf } from "./inputs.ts";
import type { Language } from "./language.ts";

/** The ids of its inputs; each is its block's and its element's. */
export const thresholdInputs = { rule: "threshold_rule", value: "threshold" } as const;

/** What a threshold would have raised. */
export interface Backtest {
  readonly value: number;
  readonly raised: readonly Warning[];
}

export interface ThresholdDraft {
  readonly rule: RuleName;
  readonly value: number;
  /** The rule's own, what the workspace has now, and the ends that make sense. */
  readonly usual: number;
  readonly current: number;
  readonly low: number;
  readonly high: number;
  readonly opens: "above" | "below";
  /** Null: not asked for yet. `computing`: on its way. */
  readonly backtest:
    | null
    | "computing"
    | { readonly since: Day; readonly now: Backtest; readonly then: Backtest };
}

const state = z.object({ rule: z.enum(ruleNames), shown: z.number().nullable() });

/** Gives what a submitted modal had shown, or null when it is none of ours. */
export function thresholdState(privateMetadata: string): z.infer<typeof state> | null {
  try {
    return state.safeParse(JSON.parse(privateMetadata)).data ?? null;
  } catch {
    return null;
  }
}

const shown = 8;

/** Gives the modal that changes a rule's threshold: it saves only what it has shown the past half year of. */
export function thresholdModal(draft: ThresholdDraft, language: Language): ModalView {
  const { modals, incidents } = language.texts;
  const { threshold } = incidents.modals;
  const words = (value: number) => thresholdWords(value, language);
  const { backtest } = draft;
  const isShown = backtest !== null && backtest !== "computing";
  return {
    type: "modal",
    callback_id: incidentViews.threshold,
    title: plainText(threshold.title, 24),
    submit: plainText(isShown ? modals.save : threshold.show, 24),
    close: plainText(modals.cancel, 24),
    private_metadata: JSON.stringify({ rule: draft.rule, shown: isShown ? backtest.then.value : null }),
    blocks: [
      inputBlock(
        { blockId: thresholdInputs.rule, label: threshold.rule, dispatches: true },
        selectOf(
          thresholdInputs.rule,
          ruleNames.map((rule) => optionOf(rule, incidents.rules[rule])),
          draft.rule,
        ),
      ),
      // The input keeps what was typed for as long as its block keeps its id.
      inputBlock(
        {
          blockId: `${thresholdInputs.value}:${draft.rule}`,
          label: threshold.value,
          hint: threshold.hint({
            usual: words(draft.usual),
            current: words(draft.current),
            low: words(draft.low),
            high: words(draft.high),
            asksForMore: draft.opens === "above" ? "higher" : "lower",
          }),
        },
        {
          type: "number_input",
          action_id: `${thresholdInputs.value}:${draft.rule}`,
          is_decimal_allowed: true,
          initial_value: String(draft.value),
          min_value: String(draft.low),
          max_value: String(draft.high),
        },
      ),
      sectionBlock(backtestWords(backtest, language)),
    ],
  };
}

function backtestWords(backtest: ThresholdDraft["backtest"], language: Language): string {
  const { threshold } = language.texts.incidents.modals;
  if (backtest === null) return threshold.notYet;
  if (backtest === "computing") return threshold.computing;
  const { now, then } = backtest;
  const part = ({ value, raised }: Backtest, title: (value: string, count: number) => string) => {
    const lines = raised.slice(-shown).map((warning) => {
      const closed = warning.closedOn === null ? null : language.numbers.shortDay(warning.closedOn);
      const story = escapeMrkdwn(storyOf(warning, language).title);
      return `•  ${threshold.raised(story, language.numbers.shortDay(warning.openedOn), closed)}`;
    });
    return [`*${title(thresholdWords(value, language), raised.length)}*`, ...lines].join("\n");
  };
  const intro = threshold.backtest(language.numbers.day(backtest.since, true));
  const same = now.value === then.value;
  return [intro, part(then, threshold.would), ...(same ? [] : [part(now, threshold.did)])].join("\n");
}
