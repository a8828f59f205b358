import type { KnownBlock, ModalView } from "@slack/types";
import { type Day, formatDay } from "../funnel/calendar.ts";
import { type Incident, type ResolveReason, resolveReasons, type Team, teams } from "../warnings/incident.ts";
import { longestSnooze } from "../warnings/incident-commands.ts";
import { plainText, sectionBlock } from "./blocks.ts";
import { escapeMrkdwn } from "./escape.ts";
import { capitalized } from "./figures.ts";
import { encodeIncident, incidentViews } from "./incident-actions.ts";
import { leadOf, storyOf } from "./incident-words.ts";
import { inputBlock, optionOf } from "./inputs.ts";
import type { Language } from "./language.ts";

/** The ids of the inputs; each is its block's and its element's. */
export const incidentInputs = {
  owner: { marketing: "marketing_owner", sales: "sales_owner" } satisfies Record<Team, string>,
  until: "until",
  reason: "reason",
  note: "note",
} as const;

/** Reasons that people choose from; "not useful" has a button of its own. */
export const chosenReasons: readonly ResolveReason[] = resolveReasons.filter(
  (reason) => reason !== "not-useful",
);

const longestNote = 500;

/** Gives the modal that asks who answers for each half. */
export function assignModal(incident: Incident, language: Language): ModalView {
  const { modals, teams: names } = language.texts.incidents;
  return modal(incident, incidentViews.assign, modals.assign.title, language, [
    sectionBlock(modals.assign.intro),
    ...teams.map((team) => {
      const owner = incident.owners[team];
      return inputBlock(
        { blockId: incidentInputs.owner[team], label: names[team], optional: true },
        {
          type: "users_select",
          action_id: incidentInputs.owner[team],
          ...(owner === null ? {} : { initial_user: owner }),
        },
      );
    }),
  ]);
}

/** Gives the modal that asks until when to be left alone. */
export function snoozeModal(incident: Incident, today: Day, language: Language): ModalView {
  const { snooze } = language.texts.incidents.modals;
  return modal(incident, incidentViews.snooze, snooze.title, language, [
    inputBlock(
      {
        blockId: incidentInputs.until,
        label: snooze.until,
        hint: snooze.hint(language.numbers.day(today + longestSnooze)),
      },
      { type: "datepicker", action_id: incidentInputs.until, initial_date: formatDay(today + 7) },
    ),
  ]);
}

/** Gives the modal that asks why it is over. */
export function resolveModal(incident: Incident, language: Language): ModalView {
  const { modals, reasons } = language.texts.incidents;
  return modal(incident, incidentViews.resolve, modals.resolve.title, language, [
    inputBlock(
      { blockId: incidentInputs.reason, label: modals.resolve.reason },
      {
        type: "radio_buttons",
        action_id: incidentInputs.reason,
        options: chosenReasons.map((reason) => optionOf(reason, capitalized(reasons[reason], language))),
      },
    ),
    inputBlock(
      {
        blockId: incidentInputs.note,
        label: modals.resolve.note,
        hint: modals.resolve.noteHint,
        optional: true,
      },
      {
        type: "plain_text_input",
        action_id: incidentInputs.note,
        multiline: true,
        max_length: longestNote,
      },
    ),
  ]);
}

function modal(
  incident: Incident,
  callbackId: string,
  title: string,
  language: Language,
  blocks: readonly KnownBlock[],
): ModalView {
  const { modals } = language.texts;
  return {
    type: "modal",
    callback_id: callbackId,
    title: plainText(title, 24),
    submit: plainText(modals.save, 24),
    close: plainText(modals.cancel, 24),
    private_metadata: encodeIncident(incident.number),
    blocks: [sectionBlock(`*${escapeMrkdwn(storyOf(leadOf(incident).latest, language).title)}*`), ...blocks],
  };
}
