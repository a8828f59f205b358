import type { ModalView } from "@slack/types";
import { UserError } from "../../errors.ts";
import { decodeIncident, incidentActions } from "../../messages/incident-actions.ts";
import { assignModal, resolveModal, snoozeModal } from "../../messages/incident-modals.ts";
import { type Language, languageOf } from "../../messages/language.ts";
import { requireMay } from "../../messages/permissions.ts";
import {
  changeIncident,
  incidentFor,
  type PersonsCommand,
} from "../../usecases/incidents/change-incident.ts";
import { deliverIncidents } from "../../usecases/incidents/deliver-incidents.ts";
import { type Incident, isOver } from "../../warnings/incident.ts";
import type { Register } from "../bot.ts";
import { notice } from "../notice.ts";
import { openModal } from "../open-modal.ts";
import type { Work } from "../request.ts";
import { registerButton } from "./button-press.ts";

type Asker = Parameters<Work>[0];

/** The buttons of an incident's card. What they do shows on the card itself. */
export const registerIncidentButtons: Register = (app, parts, answer) => {
  const commands: readonly [
    string,
    PersonsCommand["kind"] & ("acknowledge" | "reopen" | "not-useful" | "restore-threshold"),
  ][] = [
    [incidentActions.acknowledge, "acknowledge"],
    [incidentActions.reopen, "reopen"],
    [incidentActions.notUseful, "not-useful"],
    [incidentActions.restore, "restore-threshold"],
  ];
  for (const [actionId, kind] of commands) {
    registerButton(app, parts, answer, {
      actionId,
      decode: decodeIncident,
      work: async (ask, { meaning, client }) => {
        requireMay(ask, "act-on-incident");
        await changeIncident(parts, ask, meaning, { kind });
        await deliverIncidents({ ...parts, slack: client }, ask, null);
        const { done } = languageOf(ask.locale, ask.settings).texts.incidents;
        return kind === "not-useful" ? notice(done.notUseful) : null;
      },
    });
  }

  const modals: readonly [string, (incident: Incident, ask: Asker, language: Language) => ModalView][] = [
    [incidentActions.assign, (incident, _, language) => assignModal(incident, language)],
    [incidentActions.snooze, (incident, { today }, language) => snoozeModal(incident, today, language)],
    [incidentActions.resolve, (incident, _, language) => resolveModal(incident, language)],
  ];
  for (const [actionId, viewOf] of modals) {
    registerButton(app, parts, answer, {
      actionId,
      decode: decodeIncident,
      opensModal: true,
      work: async (ask, { meaning, client, triggerId }) => {
        requireMay(ask, "act-on-incident");
        const { incident } = await incidentFor(parts.store, ask, meaning);
        const language = languageOf(ask.locale, ask.settings);
        const { unfit, done } = language.texts.incidents;
        if (isOver(incident)) throw new UserError({ code: "already-over", ...unfit["already-over"] });
        const opened = await openModal(client, triggerId, viewOf(incident, ask, language));
        return opened ? null : notice(done.pressAgain);
      },
    });
  }
};
