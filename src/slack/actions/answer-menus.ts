import { actionIds } from "../../messages/actions.ts";
import { answerKpi, questionOf } from "../../usecases/answer-kpi.ts";
import type { Register } from "../bot.ts";
import { registerMenu } from "./menu-choice.ts";

/** The menus of an answer, which put another one in its place, and the digest's, which opens a KPI. */
export const registerAnswerMenus: Register = (app, parts, answer) => {
  const { chooseKpi, choosePeriod, chooseBreakdown, chooseMember, chooseKpiToOpen } = actionIds;
  for (const actionId of [chooseKpi, choosePeriod, chooseBreakdown, chooseMember]) {
    registerMenu(app, parts, answer, {
      actionId,
      answers: "in-place",
      work: (ask, about) => answerKpi(parts.store, ask, questionOf(about)),
    });
  }
  registerMenu(app, parts, answer, {
    actionId: chooseKpiToOpen,
    answers: "beside",
    work: (ask, about) => answerKpi(parts.store, ask, questionOf(about)),
  });
};
