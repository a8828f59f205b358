import type { Day } from "../../funnel/calendar.ts";
import { fillChartSlots } from "../../messages/chart-slots.ts";
import { incidentCard, incidentChart } from "../../messages/incident-card.ts";
import { incidentChartRequest } from "../../messages/incident-chart.ts";
import { type Delivery, type DeliveryRef, findDelivery, type HeldDelivery } from "../../store/deliveries.ts";
import { findIncident, recordCardShown, recordChart, type StoredIncident } from "../../store/incidents.ts";
import type { DeliveryParts } from "../deliver-digest.ts";
import { fallbacksOf, troubleOf } from "../delivery/fallbacks.ts";
import { deleteFiles } from "../delivery/files.ts";
import { markedWith } from "../delivery/find-posted.ts";
import { editGateOf } from "../delivery/gate.ts";
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
    const { thread, card, chart } = stored;
    const model = await incidentModel(store, workspaceId, stored.incident, telling.today, language);
    const drawn = await newChart(parts, telling, { held, delivery, stored, model });
    const fileId = drawn?.fileId ?? chart.fileId;
    const { chartMissing } = language.texts.incidents.card;
    const files = new Map(fileId === null ? [] : [[incidentChart, fileId]]);
    const message = fillChartSlots(incidentCard(model, card.revision, language), files, chartMissing);
    /** What the card does not show any more is removed before the newer picture is on record: a crash repeats it. */
    const recordShown = async (unused: string | null) => {
      if (unused !== null) await deleteFiles(parts, workspaceId, [unused]);
      if (drawn) await recordChart(store, workspaceId, number, drawn);
      await recordCardShown(store, workspaceId, number, card.revision);
    };
    const replaced = drawn?.fileId && drawn.fileId !== chart.fileId ? chart.fileId : null;
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
        editGateOf(parts, workspaceId, thread.channelId),
      );
      if (edited.kind === "ok") return recordShown(replaced);
      if (troubleOf(edited.error, edited.messages) !== null) continue;
      parts.log.warn(
        { incident: number, slackError: edited.error },
        "An incident's card could not be edited",
      );
      // Whoever deleted the message wanted it gone; every other refusal may end.
      if (gone.has(edited.error)) await recordShown(fileId);
      return;
    }
  });
}

const gone: ReadonlySet<string> = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

interface Card {
  readonly held: HeldDelivery;
  readonly delivery: Delivery;
  readonly stored: StoredIncident;
  readonly model: Awaited<ReturnType<typeof incidentModel>>;
}

/** The card's picture, drawn anew where newer figures are at hand; null: the one that is there stays. */
async function newChart(
  parts: DeliveryParts,
  { workspaceId, settings, language, history }: Telling,
  { held, delivery, stored, model }: Card,
): Promise<{ readonly fileId: string | null; readonly asOf: Day } | null> {
  const { incident, chart } = stored;
  if (history === null || chart.asOf === history.asOf) return null;
  const series = await incidentSeries(parts.store, workspaceId, history, incident);
  const request = incidentChartRequest(model, series, settings.currency, language);
  // Named after its day: whoever takes it up after a crash finds the file that was uploaded.
  const name = `${incidentChart}-${history.asOf}`;
  const uploaded = await uploadCharts(parts, held, [{ name, request }], delivery.fileGrants);
  return { fileId: uploaded[name] ?? null, asOf: history.asOf };
}
