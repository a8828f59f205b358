import { actionIds, decodeKpiSubject } from "../../messages/actions.ts";
import { answerKpi, questionOf } from "../../usecases/answer-kpi.ts";
import type { Register } from "../bot.ts";
import { registerButton } from "./button-press.ts";

/** "Open …": one KPI, as the button describes it. */
export const registerOpenKpi: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: actionIds.openKpi,
    decode: decodeKpiSubject,
    work: (ask, { meaning }) => answerKpi(parts.store, ask, questionOf(meaning)),
  });
};
