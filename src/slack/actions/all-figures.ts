import { actionIds, decodeOverviewSubject } from "../../messages/actions.ts";
import { answerOverview } from "../../usecases/answer-overview.ts";
import type { Register } from "../bot.ts";
import { registerButton } from "./button-press.ts";

/** "All figures": the seven at a glance, as of the day that the button names. */
export const registerAllFigures: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: actionIds.allFigures,
    decode: decodeOverviewSubject,
    work: (ask, { meaning }) => answerOverview(parts.store, ask, meaning.asOf),
  });
};
