import type { Register } from "../bot.ts";
import { registerIncidentViews } from "./incident-views.ts";
import { registerSettings } from "./settings.ts";
import { registerSubscribe } from "./subscribe.ts";
import { registerTarget } from "./target.ts";
import { registerThreshold } from "./threshold.ts";
import { registerTimeZones } from "./time-zones.ts";

/** Every modal. */
export const registerViews: Register = (app, parts, answer) => {
  registerSubscribe(app, parts, answer);
  registerSettings(app, parts, answer);
  registerTimeZones(app, parts, answer);
  registerIncidentViews(app, parts, answer);
  registerTarget(app, parts, answer);
  registerThreshold(app, parts, answer);
};
