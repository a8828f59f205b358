import { UserError } from "../../errors.ts";
import { parseDay } from "../../funnel/calendar.ts";
import { decodeIncident, incidentViews } from "../../messages/incident-actions.ts";
import { chosenReasons, incidentInputs } from "../../messages/incident-modals.ts";
import { languageOf } from "../../messages/language.ts";
import { requireMay } from "../../messages/permissions.ts";
import { changeIncident, type PersonsCommand } from "../../usecases/incidents/change-incident.ts";
import { deliverIncidents } from "../../usecases/incidents/deliver-incidents.ts";
import type { Register } from "../bot.ts";
import { notice } from "../notice.ts";
import type { Work } from "../request.ts";
import { edgeTexts } from "../texts.ts";
import { registerSubmission, type SubmissionOutcome } from "./submission.ts";
import { type ViewValues, valueIn } from "./view-values.ts";

type Asker = Parameters<Work>[0];
type Read = { readonly command: PersonsCommand } | { readonly errors: Readonly<Record<string, string>> };

/** What each modal of an incident asks, read and checked; mistakes stand at their inputs. */
const readers: readonly [string, string, (values: ViewValues, ask: Asker) => Read][] = [
  [incidentViews.assign, incidentInputs.owner.marketing, ownersIn],
  [incidentViews.snooze, incidentInputs.until, untilIn],
  [incidentViews.resolve, incidentInputs.reason, reasonIn],
];

/** The modals of incidents: what was filled in becomes a command, and the card shows it. */
export const registerIncidentViews: Register = (app, parts, answer) => {
  for (const [callbackId, field, read] of readers) {
    registerSubmission(app, parts, answer, {
      callbackId,
      work: async (ask, { view, client }): Promise<SubmissionOutcome> => {
        requireMay(ask, "act-on-incident");
        const number = decodeIncident(view.private_metadata);
        if (number === null) throw new UserError({ code: "old-button", ...edgeTexts[ask.locale].oldButton });
        const found = read(view.state.values, ask);
        if ("errors" in found) return { kind: "errors", errors: found.errors };
        try {
          await changeIncident(parts, ask, number, found.command);
        } catch (error) {
          // A limit of the incident itself is a mistake at the input that asks for it.
          if (!(error instanceof UserError) || error.code === "unknown-incident") throw error;
          return { kind: "errors", errors: { [field]: `${error.what} ${error.next}` } };
        }
        const { done } = languageOf(ask.locale, ask.settings).texts.incidents;
        return {
          kind: "done",
          message: notice(done.changed(number)),
          afterwards: async () => {
            await deliverIncidents({ ...parts, slack: client }, ask, null);
          },
        };
      },
    });
  }
};

function ownersIn(values: ViewValues, ask: Asker): Read {
  const { owner } = incidentInputs;
  const [marketing, sales] = [owner.marketing, owner.sales].map((id) => valueIn(values, id, "selected_user"));
  if (!marketing && !sales) {
    const { modals } = languageOf(ask.locale, ask.settings).texts.incidents;
    return { errors: { [owner.marketing]: modals.assign.nobody } };
  }
  return { command: { kind: "assign", owners: { marketing: marketing ?? null, sales: sales ?? null } } };
}

function untilIn(values: ViewValues, ask: Asker): Read {
  const until = parseDay(valueIn(values, incidentInputs.until, "selected_date") ?? "");
  if (until !== null) return { command: { kind: "snooze", until } };
  const { unfit } = languageOf(ask.locale, ask.settings).texts.incidents;
  return { errors: { [incidentInputs.until]: unfit["until-in-the-past"].next } };
}

function reasonIn(values: ViewValues, ask: Asker): Read {
  const chosen = valueIn(values, incidentInputs.reason, "selected_option");
  const reason = chosenReasons.find((each) => each === chosen);
  if (!reason) {
    const { modals } = languageOf(ask.locale, ask.settings).texts.incidents;
    return { errors: { [incidentInputs.reason]: modals.resolve.reasonMissing } };
  }
  const note = valueIn(values, incidentInputs.note, "value")?.trim() ?? "";
  return { command: { kind: "resolve", reason, note } };
}
