import { fillChartSlots } from "../../messages/chart-slots.ts";
import { incidentCard, incidentChart } from "../../messages/incident-card.ts";
import { incidentChartRequest } from "../../messages/incident-chart.ts";
import { type DeliveryRef, findDelivery, type HeldDelivery } from "../../store/deliveries.ts";
import { findIncident, recordCardShown, recordChart, type StoredIncident } from "../../store/incidents.ts";
import type { DeliveryParts } from "../deliver-digest.ts";
import { fallbacksOf, troubleOf } from "../delivery/fallbacks.ts";
import { markedWith } from "../delivery/find-posted.ts";
import { gateOf } from "../delivery/gate.ts";
import { whileHeld } from "../delivery/hold.ts";
import { usualTiming } from "../delivery/post-part.ts";
import { untilAnswered } from "../delivery/slack-calls.ts";
import { uploadCharts } from "../delivery/upload-charts.ts";
import { incidentModel } from "./incident-model.ts";
import { incidentSeries } from "./incident-series.ts";
import { openingKey, type Telling } from "./telling.ts";

/**
 * Edits an incident's card in place until Slack shows its newest revision. Editing again what was edited already gives
 * the same card, so a call whose answer is lost is made again; instances take turns, so that an older state never
 * covers a newer one. Throws `SlackUnreachable` and `DeliveryHeld`.
 */
export async function showCard(parts: DeliveryParts, telling: Telling, number: number): Promise<void> {
  const { store } = parts;
  const { workspaceId, language } = telling;
  const ref: DeliveryRef = { workspaceId, deliveryKey: openingKey(number) };
  await whileHeld(parts, ref, (parts.timing ?? usualTiming).holdFor, async (held) => {
    const stored = await findIncident(store, workspaceId, number);
    const delivery = await findDelivery(store, ref);
    if (!stored?.thread || !delivery || stored.card.shown >= stored.card.revision) return;
    const { thread, card } = stored;
    const model = await incidentModel(store, workspaceId, stored.incident, telling.today, language);
    const fileId = await chartFile(parts, telling, held, stored, model);
    const { chartMissing } = language.texts.incidents.card;
    const files = new Map(fileId === null ? [] : [[incidentChart, fileId]]);
    const message = fillChartSlots(incidentCard(model, card.revision, language), files, chartMissing);
    for (const { text, blocks } of fallbacksOf(message, chartMissing)) {
      const edited = await untilAnswered(
        () =>
          parts.slack.chat.update({
            channel: thread.channelId,
            ts: thread.ts,
            text,
            blocks: [...blocks],
            metadata: markedWith({ deliveryId: delivery.deliveryId, part: 0 }),
          }),
        parts.sleep,
        gateOf(parts, workspaceId, "chat.update"),
      );
      if (edited.kind === "ok") return recordCardShown(store, workspaceId, number, card.revision);
      if (troubleOf(edited.error, edited.messages) !== null) continue;
      parts.log.warn(
        { incident: number, slackError: edited.error },
        "An incident's card could not be edited",
      );
      // Whoever deleted the message wanted it gone; every other refusal may end.
      if (gone.has(edited.error)) await recordCardShown(store, workspaceId, number, card.revision);
      return;
    }
  });
}

const gone: ReadonlySet<string> = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

/** The card's picture: drawn anew where newer figures are at hand, else the one that is there. */
async function chartFile(
  parts: DeliveryParts,
  { workspaceId, settings, language, history }: Telling,
  held: HeldDelivery,
  { incident, chart }: StoredIncident,
  model: Awaited<ReturnType<typeof incidentModel>>,
): Promise<string | null> {
  if (history === null || chart.asOf === history.asOf) return chart.fileId;
  const series = await incidentSeries(parts.store, workspaceId, history, incident);
  const request = incidentChartRequest(model, series, settings.currency, language);
  const uploaded = await uploadCharts(parts, held, [{ name: incidentChart, request }], {});
  const fileId = uploaded[incidentChart] ?? null;
  await recordChart(parts.store, workspaceId, incident.number, { fileId, asOf: history.asOf });
  return fileId ?? chart.fileId;
}
