import { parseDay } from "../../funnel/calendar.ts";
import { kpiNames } from "../../funnel/readings.ts";
import { incidentActions, incidentViews } from "../../messages/incident-actions.ts";
import { languageOf } from "../../messages/language.ts";
import { requireMay } from "../../messages/permissions.ts";
import { targetInputs, targetModal } from "../../messages/target-modal.ts";
import { agreeTarget } from "../../usecases/agree-targets.ts";
import { parseRange } from "../../usecases/target-range.ts";
import { registerButton } from "../actions/button-press.ts";
import type { Register } from "../bot.ts";
import { notice } from "../notice.ts";
import { openModal } from "../open-modal.ts";
import { registerSubmission, type SubmissionOutcome } from "./submission.ts";
import { valueIn } from "./view-values.ts";

/** "Set a target": its modal, and what was filled in. */
export const registerTarget: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: incidentActions.setTarget,
    decode: () => ({}),
    opensModal: true,
    work: async (ask, { client, triggerId }) => {
      requireMay(ask, "change-targets");
      const language = languageOf(ask.locale, ask.settings);
      const opened = await openModal(client, triggerId, targetModal(ask.today, language));
      return opened ? null : notice(language.texts.incidents.done.pressAgain);
    },
  });

  registerSubmission(app, parts, answer, {
    callbackId: incidentViews.target,
    work: async (ask, { view }): Promise<SubmissionOutcome> => {
      requireMay(ask, "change-targets");
      const { values } = view.state;
      const { target } = languageOf(ask.locale, ask.settings).texts.incidents.modals;
      const ids = targetInputs;
      const chosen = valueIn(values, ids.kpi, "selected_option");
      const kpi = kpiNames.find((name) => name === chosen) ?? "mql-to-opportunity";
      const range = parseRange(kpi, valueIn(values, ids.range, "value") ?? "");
      const from = parseDay(valueIn(values, ids.from, "selected_date") ?? "");
      const until = parseDay(valueIn(values, ids.to, "selected_date") ?? "");
      const errors: Record<string, string> = {};
      if (range === null) errors[ids.range] = target.badRange;
      if (from === null) errors[ids.from] = target.badFrom;
      // People name the last day; a target ends at the start of the day after it.
      const to = until === null ? null : until + 1;
      if (from !== null && to !== null && to <= from) errors[ids.to] = target.badTo;
      if (range === null || from === null || Object.keys(errors).length > 0)
        return { kind: "errors", errors };
      const channel = valueIn(values, ids.acquisitionChannel, "value")?.trim() || null;
      const wish = { kpi, ...range, acquisitionChannel: channel, from, to };
      return { kind: "done", message: await agreeTarget(parts.store, ask, wish) };
    },
  });
};
