import type { ModalView } from "@slack/types";
import { type Day, formatDay } from "../funnel/calendar.ts";
import { plainText } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { incidentViews } from "./incident-actions.ts";
import { inputBlock, optionOf, selectOf } from "./inputs.ts";
import type { Language } from "./language.ts";

/** The ids of its inputs; each is its block's and its element's. */
export const targetInputs = {
  kpi: "kpi",
  range: "range",
  acquisitionChannel: "acquisition_channel",
  from: "from",
  to: "to",
} as const;

/** Gives the modal that asks what the teams agreed. */
export function targetModal(today: Day, language: Language): ModalView {
  const { modals, kpis, incidents } = language.texts;
  const { target } = incidents.modals;
  const ids = targetInputs;
  return {
    type: "modal",
    callback_id: incidentViews.target,
    title: plainText(target.title, 24),
    submit: plainText(modals.save, 24),
    close: plainText(modals.cancel, 24),
    blocks: [
      inputBlock(
        { blockId: ids.kpi, label: target.kpi },
        selectOf(
          ids.kpi,
          toldOrder.map((kpi) => optionOf(kpi, kpis[kpi].name)),
          toldOrder[0],
        ),
      ),
      inputBlock(
        { blockId: ids.range, label: target.range, hint: target.rangeHint },
        { type: "plain_text_input", action_id: ids.range, max_length: 60 },
      ),
      inputBlock(
        {
          blockId: ids.acquisitionChannel,
          label: target.acquisitionChannel,
          hint: target.acquisitionChannelHint,
          optional: true,
        },
        { type: "plain_text_input", action_id: ids.acquisitionChannel, max_length: 200 },
      ),
      inputBlock(
        { blockId: ids.from, label: target.from },
        { type: "datepicker", action_id: ids.from, initial_date: formatDay(today) },
      ),
      inputBlock(
        { blockId: ids.to, label: target.to, hint: target.toHint, optional: true },
        { type: "datepicker", action_id: ids.to },
      ),
    ],
  };
}
