import { UserError } from "../errors.ts";
import { dimensions } from "../funnel/cells.ts";
import type { KpiName, Reading } from "../funnel/readings.ts";
import type { StageDurations } from "../kpis/cycle-time.ts";
import { type Breakdown, memberKey } from "../messages/actions.ts";
import type { MemberFigure, MemberModel } from "../messages/answer-model.ts";
import type { KpiTarget, ReadingOf } from "../messages/digest-model.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import type { StoredTarget } from "../store/targets.ts";
import { askedOf, readingRequest } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";
import type { KpiQuestion } from "./kpi-question.ts";
import { type KpiRequest, largestFirst, readKpis } from "./read-kpis.ts";
import { refresh } from "./refresh.ts";
import { sourceFreshness } from "./source-freshness.ts";
import { targetOf, targetsOn } from "./targets.ts";

/** Spans that an answer about one member shows. */
const spansShown = 6;

export interface MemberQuestion extends KpiQuestion {
  readonly by: Breakdown;
  readonly member: string;
}

/** Gives whether a question is about one member of a breakdown alone. */
export function isAboutMember(question: KpiQuestion): question is MemberQuestion {
  return question.by !== undefined && question.member !== undefined;
}

/** Gives what the answer about one acquisition channel, segment or stage says. Throws `no-such-member`. */
export async function memberModel(store: Store, ask: Ask, question: MemberQuestion): Promise<MemberModel> {
  await refresh(store, ask, ask.now);
  const { kpi, by } = question;
  const request = readingRequest(ask, question);
  const [whole] = await readKpis(store, request);
  if (!whole) throw new Error(`No reading of ${kpi} was made`);
  const figures = await figuresOf(store, request, by);
  const found = figures.find(({ name }) => memberKey(name) === question.member);
  if (!found) throw noSuchMember(ask);
  const course: MemberFigure[] = [];
  const span = ask.settings.spans[kpi] * 7;
  const { to } = lastWholeWeek(request.asOf, ask.settings);
  for (let index = spansShown - 1; index >= 0; index -= 1) {
    const range = { from: to - (index + 1) * span, to: to - index * span };
    const then = await figuresOf(store, { ...request, range, mode: "pace" }, by);
    course.push({ ...(then.find(({ name }) => name === found.name) ?? none), period: range });
  }
  const agreed = await targetsOn(store, ask.workspaceId, request.asOf);
  const week = lastWholeWeek(request.asOf, ask.settings);
  const freshness = await sourceFreshness(store, ask.workspaceId, week, ask.settings.timeZone);
  return {
    ...askedOf(ask, question, { freshness }),
    by,
    members: figures.map(({ name }) => name),
    member: found.name,
    unit: found.unit,
    target: by === "acquisition-channel" ? targetFor(agreed, kpi, found.name) : null,
    asked: { ...found, period: request.range },
    whole,
    course,
  };
}

type Named = Omit<MemberFigure, "period"> & Pick<Reading, "unit"> & { readonly name: string };

const none = { value: null, numerator: null, denominator: null, low: null, high: null };

/** Gives every member's figure of one period, the largest first; stages in their own order. */
async function figuresOf(store: Store, request: KpiRequest, by: Breakdown): Promise<readonly Named[]> {
  const dimension = dimensions.find((each) => each === by);
  if (dimension === undefined) {
    const [reading] = await readKpis(store, request);
    return stagesOf(reading as ReadingOf<KpiName> | undefined).map(({ stage, median, count }) => ({
      ...none,
      name: stage,
      unit: "days",
      value: median,
      denominator: count,
    }));
  }
  const readings = await readKpis(store, { ...request, by: dimension });
  return largestFirst(readings).flatMap(({ slice, value, numerator, denominator, low, high, unit }) =>
    slice.dimension === "total"
      ? []
      : [{ name: slice.member, value, numerator, denominator, low, high, unit }],
  );
}

function targetFor(agreed: readonly StoredTarget[], kpi: KpiName, channel: string): KpiTarget | null {
  const own = agreed.find((target) => target.kpi === kpi && target.acquisitionChannel === channel);
  return own ? targetOf(own) : null;
}

function stagesOf(reading: ReadingOf<KpiName> | undefined): readonly StageDurations[] {
  return reading && "stages" in reading.detail ? reading.detail.stages : [];
}

function noSuchMember({ locale, settings }: Ask): UserError {
  return new UserError({
    code: "no-such-member",
    ...languageOf(locale, settings).texts.controls.noSuchMember,
  });
}
