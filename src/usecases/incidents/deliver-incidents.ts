import { localDay } from "../../funnel/calendar.ts";
import type { Message } from "../../messages/blocks.ts";
import { incidentCard, incidentChart } from "../../messages/incident-card.ts";
import { incidentChartRequest } from "../../messages/incident-chart.ts";
import { eventReply, firedReply } from "../../messages/incident-thread.ts";
import { languageOf } from "../../messages/language.ts";
import { findDelivery } from "../../store/deliveries.ts";
import {
  eventsOf,
  findIncident,
  incidentsToShow,
  recordMessage,
  recordThread,
  type StoredEvent,
  type StoredIncident,
} from "../../store/incidents.ts";
import { subscriptionsOf } from "../../store/subscriptions.ts";
import type { History } from "../../warnings/history.ts";
import { participants } from "../../warnings/incident-events.ts";
import { type DeliveryParts, deliverDigest } from "../deliver-digest.ts";
import type { StopReason } from "../delivery/refusal.ts";
import { incidentModel } from "./incident-model.ts";
import { incidentSeries } from "./incident-series.ts";
import { namesOf } from "./people-names.ts";
import { showCard } from "./show-card.ts";
import { openingKey, type Telling } from "./telling.ts";
import type { WorkspaceRef } from "./workspace-history.ts";

/** Where incidents went: into a Slack channel, nowhere for want of one, or Slack would not have them. */
export type IncidentDelivery =
  | { readonly outcome: "shown"; readonly incidents: readonly number[] }
  | { readonly outcome: "no-channel" }
  | { readonly outcome: "stopped"; readonly reason: StopReason; readonly slackError: string };

/**
 * Brings every incident's thread to where its story is: opens those without one, posts the replies that are due and
 * edits the cards. Each message is posted once, whichever instance calls, and whatever a crash left undone is done by
 * the next call. Without a history new threads wait: their pictures are drawn from it. Throws `SlackUnreachable`.
 */
export async function deliverIncidents(
  parts: DeliveryParts,
  workspace: WorkspaceRef,
  history: History | null,
): Promise<IncidentDelivery> {
  const { workspaceId, settings } = workspace;
  const due = await incidentsToShow(parts.store, workspaceId);
  const channelId = await incidentChannel(parts, workspace);
  if (channelId === null) return { outcome: "no-channel" };
  const telling: Telling = {
    ...workspace,
    channelId,
    history,
    language: languageOf(settings.locale, settings),
    today: localDay(parts.now().getTime(), settings.timeZone),
  };
  for (const number of due) {
    const stopped = await deliverIncident(parts, telling, number);
    if (stopped) return stopped;
  }
  return { outcome: "shown", incidents: due };
}

/** Gives the Slack channel of incidents: the workspace's own setting, else where its oldest digest goes. */
export async function incidentChannel(
  { store }: Pick<DeliveryParts, "store">,
  { workspaceId, settings }: WorkspaceRef,
): Promise<string | null> {
  if (settings.incidents.channelId !== null) return settings.incidents.channelId;
  const subscriptions = await subscriptionsOf(store, workspaceId);
  return subscriptions.find(({ paused }) => paused === null)?.channelId ?? null;
}

type Stopped = Extract<IncidentDelivery, { readonly outcome: "stopped" }>;

async function deliverIncident(
  parts: DeliveryParts,
  telling: Telling,
  number: number,
): Promise<Stopped | null> {
  const stored = await findIncident(parts.store, telling.workspaceId, number);
  if (!stored) return null;
  const events = await eventsOf(parts.store, telling.workspaceId, number);
  if (stored.thread === null) {
    if (telling.history === null) return null;
    const stopped = await openThread(parts, telling, telling.history, stored, events);
    if (stopped) return stopped;
  }
  const opened =
    stored.thread === null ? await findIncident(parts.store, telling.workspaceId, number) : stored;
  if (!opened?.thread) return null;
  const left = stored.thread === null ? await eventsOf(parts.store, telling.workspaceId, number) : events;
  for (const due of left.filter(({ message }) => message === "due")) {
    if (due.event.kind === "opened") {
      // Its thread is there: whoever opened it did not live to say so.
      await recordMessage(parts.store, telling.workspaceId, number, due.eventNumber, "posted");
      continue;
    }
    const stopped = await postReply(parts, telling, opened, opened.thread, events, due);
    if (stopped) return stopped;
  }
  if (opened.card.shown < opened.card.revision) await showCard(parts, telling, number);
  return null;
}

async function openThread(
  parts: DeliveryParts,
  { workspaceId, channelId, language, today, settings }: Telling,
  history: History,
  { incident, card }: StoredIncident,
  events: readonly StoredEvent[],
): Promise<Stopped | null> {
  const { store } = parts;
  const model = await incidentModel(store, workspaceId, incident, today, language);
  const series = await incidentSeries(store, workspaceId, history, incident);
  const ref = { workspaceId, deliveryKey: openingKey(incident.number) };
  // Once it is planned it goes where it was planned to go, even if the setting has changed since.
  const planned = await findDelivery(store, ref);
  const delivered = await deliverDigest(parts, {
    ...ref,
    channelId: planned?.channelId ?? channelId,
    digest: {
      message: incidentCard(model, card.revision, language),
      replies: [firedReply(model, settings.incidents, language)],
      charts: [
        {
          name: incidentChart,
          request: incidentChartRequest(model, series, settings.currency, language),
        },
      ],
      chartMissing: language.texts.incidents.card.chartMissing,
    },
  });
  if (delivered.outcome === "stopped") return delivered;
  const delivery = await findDelivery(store, ref);
  await recordThread(store, workspaceId, incident.number, {
    channelId: delivery?.channelId ?? channelId,
    ts: delivered.ts,
    fileId: delivery?.fileIds[incidentChart] ?? null,
    asOf: history.asOf,
    // What was planned by an earlier call may show an earlier state: then it is edited at once.
    revision: planned === null ? card.revision : 0,
  });
  const [first] = events;
  if (first) await recordMessage(store, workspaceId, incident.number, first.eventNumber, "posted");
  return null;
}

async function postReply(
  parts: DeliveryParts,
  { workspaceId, language, today }: Telling,
  { incident }: StoredIncident,
  thread: NonNullable<StoredIncident["thread"]>,
  events: readonly StoredEvent[],
  { event, eventNumber }: StoredEvent,
): Promise<Stopped | null> {
  const { store } = parts;
  const story = events.filter((each) => each.eventNumber <= eventNumber).map((each) => each.event);
  const people = participants(story);
  const model = await incidentModel(store, workspaceId, incident, today, language);
  const names = await namesOf(parts, people);
  const message: Message | null = eventReply(event, model, { events: story, people, names }, language);
  if (message === null) {
    await recordMessage(store, workspaceId, incident.number, eventNumber, "given-up");
    return null;
  }
  const delivered = await deliverDigest(parts, {
    workspaceId,
    deliveryKey: `incident:${incident.number}:event:${eventNumber}`,
    channelId: thread.channelId,
    digest: {
      message,
      threadTs: thread.ts,
      replies: [],
      charts: [],
      chartMissing: language.texts.incidents.card.chartMissing,
    },
  });
  if (delivered.outcome === "stopped") return delivered;
  await recordMessage(store, workspaceId, incident.number, eventNumber, "posted");
  return null;
}
