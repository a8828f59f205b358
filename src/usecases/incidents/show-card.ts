import type { Message } from "../../messages/blocks.ts";
import { fillChartSlots } from "../../messages/chart-slots.ts";
import { incidentCard, incidentChart } from "../../messages/incident-card.ts";
import { incidentChartRequest } from "../../messages/incident-chart.ts";
import { type Delivery, findDelivery } from "../../store/deliveries.ts";
import { forgetFiles, recordGrant, releaseFiles } from "../../store/delivery-files.ts";
import type { DeliveryRef, HeldDelivery } from "../../store/delivery-hold.ts";
import { findIncident, recordCardShown, recordChart, type StoredIncident } from "../../store/incidents.ts";
import type { DeliveryParts } from "../deliver-digest.ts";
import { clearingJob } from "../delivery/clear-files.ts";
import { fallbacksOf, troubleOf } from "../delivery/fallbacks.ts";
import { markedWith } from "../delivery/find-posted.ts";
import { editGateOf } from "../delivery/gate.ts";
import { whileHeld } from "../delivery/hold.ts";
import { untilAnswered } from "../delivery/slack-calls.ts";
import { usualTiming } from "../delivery/timing.ts";
import { uploadCharts } from "../delivery/upload-charts.ts";
import { incidentModel } from "./incident-model.ts";
import { incidentSeries } from "./incident-series.ts";
import { openingKey, type Telling } from "./telling.ts";
import { loadWorkspaceHistory } from "./workspace-history.ts";

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
    const fileId = await pictureOf(parts, telling, { held, delivery, stored, model });
    const { chartMissing } = language.texts.incidents.card;
    const files = new Map(fileId === null ? [] : [[incidentChart, fileId]]);
    const message = fillChartSlots(incidentCard(model, card.revision, language), files, chartMissing);
    const clearing = clearingJob(ref, parts.timing ?? usualTiming);
    const recordShown = (shown: string | null) =>
      store.transaction().execute(async (transaction) => {
        if (shown !== null) await forgetFiles(transaction, ref, [shown]);
        else if (fileId !== null) {
          await recordGrant(transaction, held, { name: incidentChart, id: fileId });
          // Drawn anew with the next edit.
          await recordChart(transaction, workspaceId, number, { fileId: null, asOf: null });
        }
        await recordCardShown(transaction, workspaceId, number, card.revision);
        await releaseFiles(transaction, ref, clearing);
      });
    const edit = ({ text, blocks }: Message) =>
      untilAnswered(
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
    const pauses = [...filePauses];
    for (const form of fallbacksOf(message, chartMissing)) {
      let edited = await edit(form);
      while (edited.kind === "refused" && troubleOf(edited.error, edited.messages) === "file") {
        const pause = pauses.shift();
        if (pause === undefined) break;
        await parts.sleep(pause);
        edited = await edit(form);
      }
      if (edited.kind === "ok") {
        return recordShown(form.blocks.some(({ type }) => type === "image") ? fileId : null);
      }
      if (troubleOf(edited.error, edited.messages) !== null) continue;
      parts.log.warn(
        { incident: number, slackError: edited.error },
        "An incident's card could not be edited",
      );
      // Whoever deleted the message wanted it gone; every other refusal may end.
      if (gone.has(edited.error)) await recordShown(null);
      return;
    }
  });
}

const filePauses = [500, 1000, 2000];
const gone: ReadonlySet<string> = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

interface Card {
  readonly held: HeldDelivery;
  readonly delivery: Delivery;
  readonly stored: StoredIncident;
  readonly model: Awaited<ReturnType<typeof incidentModel>>;
}

/**
 * Gives the file of the card's picture, drawn anew where it is older than the card's figures, or null. Figures move with
 * an evaluation only, so that a press between two finds the picture up to date, unless it could not be drawn: then its
 * history is loaded. The file is on record before the card shows it, and the one that the card shows until then is kept
 * in mind: a crash leaves neither behind.
 */
async function pictureOf(
  parts: DeliveryParts,
  { workspaceId, settings, language, history: known }: Telling,
  { held, delivery, stored, model }: Card,
): Promise<string | null> {
  const { incident, chart } = stored;
  const asOf = known?.asOf ?? model.dataThrough + 1;
  if (chart.asOf !== null && (known === null ? chart.asOf >= asOf : chart.asOf === asOf)) return chart.fileId;
  const history = known ?? (await loadWorkspaceHistory(parts.store, { workspaceId, settings }, asOf));
  const series = await incidentSeries(parts.store, workspaceId, history, incident);
  const request = incidentChartRequest(model, series, settings.currency, language);
  // Named after its day: whoever takes it up after a crash finds the file that was uploaded.
  const name = `${incidentChart}-${asOf}`;
  const uploaded = await uploadCharts(parts, held, [{ name, request }], delivery.files);
  const fileId = uploaded[name] ?? null;
  // Drawn anew with the next edit.
  if (fileId === null) return chart.fileId;
  await parts.store.transaction().execute(async (transaction) => {
    if (chart.fileId !== null && chart.fileId !== fileId) {
      await recordGrant(transaction, held, { name: incidentChart, id: chart.fileId });
    }
    await recordChart(transaction, workspaceId, incident.number, { fileId, asOf });
  });
  return fileId;
}
