import { actionIds, decodeKpiSubject } from "../../messages/actions.ts";
import { explainKpi, questionOf } from "../../usecases/answer-kpi.ts";
import type { Register } from "../bot.ts";
import { registerButton } from "./button-press.ts";

/** "Explain": how a figure is made. */
export const registerExplainKpi: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: actionIds.explainKpi,
    decode: decodeKpiSubject,
    work: (ask, { meaning }) => explainKpi(parts.store, ask, questionOf(meaning)),
  });
};
