import { type CycleTimeModel, cycleTime } from "./cycle-time.ts";
import type { VegaLiteSpec } from "./drawing.ts";
import { type IncidentLineModel, incidentLine } from "./incident-line.ts";
import { type MoneyBarsModel, moneyBars } from "./money-bars.ts";
import { type RatioLineModel, ratioLine } from "./ratio-line.ts";
import { type RevenueMixModel, revenueMix } from "./revenue-mix.ts";
import { type ScorecardModel, scorecard } from "./scorecard.ts";

/** Every chart that can be asked for: its kind and what it shows, as plain data. */
export type ChartRequest =
  | { readonly kind: "scorecard"; readonly model: ScorecardModel }
  | { readonly kind: "ratio-line"; readonly model: RatioLineModel }
  | { readonly kind: "cycle-time"; readonly model: CycleTimeModel }
  | { readonly kind: "revenue-mix"; readonly model: RevenueMixModel }
  | { readonly kind: "money-bars"; readonly model: MoneyBarsModel }
  | { readonly kind: "incident-line"; readonly model: IncidentLineModel };

/** Gives the Vega-Lite specification of a chart. */
export function specification(request: ChartRequest): VegaLiteSpec {
  switch (request.kind) {
    case "scorecard":
      return scorecard(request.model);
    case "ratio-line":
      return ratioLine(request.model);
    case "cycle-time":
      return cycleTime(request.model);
    case "revenue-mix":
      return revenueMix(request.model);
    case "money-bars":
      return moneyBars(request.model);
    case "incident-line":
      return incidentLine(request.model);
  }
}
