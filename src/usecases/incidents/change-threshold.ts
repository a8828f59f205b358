import type { ThresholdDraft } from "../../messages/threshold-modal.ts";
import type { Store } from "../../store/database.ts";
import { listThresholds, removeRuleThreshold, saveRuleThreshold } from "../../store/rule-thresholds.ts";
import { ruleNamed, thresholdRange } from "../../warnings/incident-thresholds.ts";
import type { RuleName } from "../../warnings/rule-names.ts";
import type { Ask } from "../ask.ts";
import { backtest } from "../evaluate-warnings.ts";
import { workspaceRules } from "./workspace-history.ts";

const weeksBack = 26;

/** Gives a rule's threshold as the modal asks for it, not backtested yet. */
export async function thresholdDraft(store: Store, ask: Ask, name: RuleName): Promise<ThresholdDraft> {
  const rule = ruleNamed(name);
  const { rules } = await listThresholds(store, ask.workspaceId);
  const current = rules.find((each) => each.rule === name)?.value ?? rule.threshold;
  return {
    rule: name,
    value: current,
    usual: rule.threshold,
    current,
    ...thresholdRange(rule),
    opens: rule.opens,
    backtest: null,
  };
}

/** Gives what a rule raised over the last 26 weeks, beside what it would have raised with the value. */
export async function backtested(
  store: Store,
  ask: Ask,
  draft: ThresholdDraft,
  value: number,
): Promise<ThresholdDraft> {
  const { workspaceId, settings, today } = ask;
  const own = await workspaceRules(store, workspaceId);
  const since = today - 7 * weeksBack;
  const raisedWith = async (threshold: number) => ({
    value: threshold,
    raised: await backtest(store, {
      workspaceId,
      settings,
      ...own,
      period: { from: since, to: today },
      rule: draft.rule,
      thresholds: { ...own.thresholds, [draft.rule]: threshold },
    }),
  });
  const then = await raisedWith(value);
  const now = value === draft.current ? then : await raisedWith(draft.current);
  return { ...draft, value, backtest: { since, now, then } };
}

/** Sets a rule's threshold for the workspace; its usual value is no change. */
export async function saveThreshold(
  store: Store,
  ask: Ask & { readonly userId: string },
  rule: RuleName,
  value: number,
): Promise<void> {
  const { workspaceId, userId: changedBy, now: changedAt } = ask;
  if (value === ruleNamed(rule).threshold) await removeRuleThreshold(store, workspaceId, rule);
  else await saveRuleThreshold(store, workspaceId, { rule, value, changedBy, changedAt });
}
