import { localDay } from "../funnel/calendar.ts";
import { runAfter } from "../funnel/schedule.ts";
import type { Settings } from "../funnel/settings.ts";
import type { DigestModel } from "../messages/digest-model.ts";
import { languageOf } from "../messages/language.ts";
import type { Locale } from "../messages/numbers.ts";
import type { Store } from "../store/database.ts";
import type { ReportedReading } from "../store/reported-readings.ts";
import { snapshotState } from "../store/snapshot-state.ts";
import type { Subscription } from "../store/subscriptions.ts";
import { type DigestRequest, digestModel, digestOf, lateAfter } from "./compose-digest.ts";
import { deliverableOf } from "./deliver-composed.ts";
import type { Deliverable } from "./deliver-digest.ts";

/** What the teams of a workspace agreed and noted, which its digests show. */
export type DigestContext = Pick<DigestRequest, "targets" | "channelTargets" | "annotations" | "rules">;

/** Makes the models of digests; those that are the same are made once. */
export type ModelMaker = (
  store: Store,
  workspace: { readonly workspaceId: number; readonly settings: Settings },
  request: DigestRequest,
) => Promise<DigestModel>;

const mostModels = 64;

/**
 * Gives a maker that remembers its newest models for as long as the snapshots under them stay as they are: when many
 * channels of a workspace are due at once, their figures are read once.
 */
export function createModelMaker(): ModelMaker {
  const models = new Map<string, Promise<DigestModel>>();
  return async (store, workspace, request) => {
    const state = await snapshotState(store, workspace.workspaceId);
    const { now: _, dueAt: _dueAt, nextRun: _nextRun, ...asked } = request;
    const key = JSON.stringify([workspace.workspaceId, workspace.settings, state?.version ?? null, asked]);
    const known = models.get(key);
    if (known) return known;
    const { dueAt: _late, nextRun: _next, ...common } = request;
    const model = digestModel(store, workspace, common);
    models.set(key, model);
    model.catch(() => models.delete(key));
    for (const oldest of models.keys()) {
      if (models.size <= mostModels) break;
      models.delete(oldest);
    }
    return model;
  };
}

export interface RunComposition {
  readonly deliverable: Deliverable;
  /** What is kept as reported when it is posted. */
  readonly readings: readonly ReportedReading[];
}

export interface ComposeRunRequest {
  readonly subscription: Subscription;
  readonly settings: Settings;
  readonly dueAt: Date;
  readonly now: Date;
  /** What the subscription's digest before this one said. */
  readonly reported: readonly ReportedReading[];
  readonly context: DigestContext;
}

/** Composes a due digest: about the week before it was due, also when it comes late, which it then says. */
export async function composeRun(
  store: Store,
  makeModel: ModelMaker,
  { subscription, settings, dueAt, now, reported, context }: ComposeRunRequest,
): Promise<RunComposition> {
  const { workspaceId, locale, kpis, breakdown } = subscription;
  const common = await makeModel(
    store,
    { workspaceId, settings },
    {
      ...context,
      asOf: localDay(dueAt.getTime(), settings.timeZone),
      locale,
      now,
      kpis,
      by: breakdown,
      reported: reported.filter(({ kpi, spanWeeks }) => settings.spans[kpi] === spanWeeks),
    },
  );
  const next = runAfter(subscription, Math.max(dueAt.getTime(), now.getTime()));
  const model = { ...common, nextRun: next?.at ?? null };
  return {
    deliverable: deliverableAt(common, { model, settings, locale, dueAt }),
    readings: readingsOf(model),
  };
}

const composed = new WeakMap<DigestModel, Map<string, Deliverable>>();

interface RunModel {
  readonly model: DigestModel;
  readonly settings: Settings;
  readonly locale: Locale;
  readonly dueAt: Date;
}

/** Gives what goes out; to channels that are told the same at the same time, the same. */
function deliverableAt(common: DigestModel, { model, settings, locale, dueAt }: RunModel): Deliverable {
  const key = `${locale} ${dueAt.getTime()} ${model.nextRun}`;
  const known = composed.get(common)?.get(key);
  if (known) return known;
  const digest = digestOf(model, settings, locale);
  const late = digestOf({ ...model, lateSince: dueAt.getTime() }, settings, locale);
  const deliverable: Deliverable = {
    ...deliverableOf(digest, locale),
    chartMissing: languageOf(locale, settings).texts.digest.chartMissing,
    late: {
      from: dueAt.getTime() + lateAfter,
      message: { text: late.message.text, blocks: late.message.blocks },
    },
  };
  composed.set(common, (composed.get(common) ?? new Map<string, Deliverable>()).set(key, deliverable));
  return deliverable;
}

function readingsOf({ rows, kpis, week }: DigestModel): readonly ReportedReading[] {
  return kpis.map((kpi) => {
    const { current, spanWeeks } = rows[kpi];
    const { value, numerator, denominator, unit } = current;
    return { kpi, week, spanWeeks, unit, value, numerator, denominator };
  });
}

/** Whether every figure is what the digest before said, so that there is nothing to tell. */
export function saysNothingNew(
  readings: readonly ReportedReading[],
  before: readonly ReportedReading[],
): boolean {
  const figures = ({ value, numerator, denominator }: ReportedReading) =>
    JSON.stringify([value, numerator, denominator]);
  const said = new Map(before.map((reading) => [reading.kpi, figures(reading)]));
  return readings.length > 0 && readings.every((reading) => said.get(reading.kpi) === figures(reading));
}
