import { UserError } from "../../errors.ts";
import { incidentActions, incidentViews } from "../../messages/incident-actions.ts";
import { thresholdWords } from "../../messages/incident-words.ts";
import { languageOf } from "../../messages/language.ts";
import { requireMay } from "../../messages/permissions.ts";
import { thresholdInputs, thresholdModal, thresholdState } from "../../messages/threshold-modal.ts";
import { untilAnswered } from "../../usecases/delivery/slack-calls.ts";
import { backtested, saveThreshold, thresholdDraft } from "../../usecases/incidents/change-threshold.ts";
import { ruleNames } from "../../warnings/rule-names.ts";
import { registerButton } from "../actions/button-press.ts";
import { doorBeside } from "../actions/door.ts";
import type { Register } from "../bot.ts";
import { notice } from "../notice.ts";
import { openModal } from "../open-modal.ts";
import { userIn } from "../request.ts";
import { edgeTexts } from "../texts.ts";
import { registerSubmission, type SubmissionOutcome } from "./submission.ts";
import { valueIn } from "./view-values.ts";

/**
 * "Change thresholds": whoever may, chooses a rule and a value, sees what it would have raised over the last half year,
 * and only then saves it.
 */
export const registerThreshold: Register = (app, parts, answer) => {
  const { store, sleep } = parts;

  registerButton(app, parts, answer, {
    actionId: incidentActions.changeThresholds,
    decode: () => ({}),
    opensModal: true,
    work: async (ask, { client, triggerId }) => {
      requireMay(ask, "change-thresholds");
      const language = languageOf(ask.locale, ask.settings);
      const draft = await thresholdDraft(store, ask, ruleNames[0]);
      const opened = await openModal(client, triggerId, thresholdModal(draft, language));
      return opened ? null : notice(language.texts.incidents.done.pressAgain);
    },
  });

  const ruleMenu = { type: "block_actions", action_id: thresholdInputs.rule } as const;
  app.action(ruleMenu, async ({ ack, body, client, context }) => {
    await ack();
    const { view } = body;
    if (view?.callback_id !== incidentViews.threshold) return;
    await answer(
      {
        entrance: `${incidentViews.threshold} ${thresholdInputs.rule}`,
        client,
        user: userIn(context, body.user.id),
        requestKey: null,
        reply: doorBeside({ body, respond: undefined, client }, sleep).reply,
      },
      async (ask) => {
        requireMay(ask, "change-thresholds");
        const chosen = valueIn(view.state.values, thresholdInputs.rule, "selected_option");
        const rule = ruleNames.find((name) => name === chosen) ?? ruleNames[0];
        const draft = await thresholdDraft(store, ask, rule);
        const next = thresholdModal(draft, languageOf(ask.locale, ask.settings));
        await untilAnswered(
          () => client.views.update({ view_id: view.id, hash: view.hash, view: next }),
          sleep,
        );
        return null;
      },
    );
  });

  registerSubmission(app, parts, answer, {
    callbackId: incidentViews.threshold,
    work: async (ask, { view, client }): Promise<SubmissionOutcome> => {
      requireMay(ask, "change-thresholds");
      const state = thresholdState(view.private_metadata);
      if (state === null) throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
      const { rule } = state;
      const language = languageOf(ask.locale, ask.settings);
      const { threshold } = language.texts.incidents.modals;
      const field = `${thresholdInputs.value}:${rule}`;
      const value = Number(valueIn(view.state.values, field, "value") ?? Number.NaN);
      const draft = await thresholdDraft(store, ask, rule);
      if (!Number.isFinite(value) || value < draft.low || value > draft.high) {
        const [low, high] = [thresholdWords(draft.low, language), thresholdWords(draft.high, language)];
        return { kind: "errors", errors: { [field]: threshold.outside(low, high) } };
      }
      if (state.shown === value) {
        await saveThreshold(store, ask, rule, value);
        const name = language.texts.incidents.rules[rule];
        return { kind: "done", message: notice(threshold.saved(name, thresholdWords(value, language))) };
      }
      return {
        kind: "view",
        view: thresholdModal({ ...draft, value, backtest: "computing" }, language),
        afterwards: async () => {
          const shown = thresholdModal(await backtested(store, ask, draft, value), language);
          await untilAnswered(() => client.views.update({ view_id: view.id, view: shown }), sleep);
        },
      };
    },
  });
};
