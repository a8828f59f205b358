import type { Register } from "../bot.ts";
import { registerAllFigures } from "./all-figures.ts";
import { registerAnswerMenus } from "./answer-menus.ts";
import { registerExplainKpi } from "./explain-kpi.ts";
import { registerExportKpi } from "./export-kpi.ts";
import { registerHomeButtons } from "./home-buttons.ts";
import { registerIncidentButtons } from "./incident-buttons.ts";
import { registerOpenKpi } from "./open-kpi.ts";
import { registerShareAnswer } from "./share-answer.ts";
import { registerSubscriptionMenu } from "./subscription-menu.ts";

/** Every button and menu. */
export const registerActions: Register = (app, parts, answer) => {
  registerOpenKpi(app, parts, answer);
  registerExplainKpi(app, parts, answer);
  registerAllFigures(app, parts, answer);
  registerShareAnswer(app, parts, answer);
  registerExportKpi(app, parts, answer);
  registerAnswerMenus(app, parts, answer);
  registerHomeButtons(app, parts, answer);
  registerSubscriptionMenu(app, parts, answer);
  registerIncidentButtons(app, parts, answer);
};
