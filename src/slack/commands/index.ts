import type { Register } from "../bot.ts";
import { registerKpi } from "./kpi.ts";

/** Every slash command. */
export const registerCommands: Register = (app, parts, answer) => {
  registerKpi(app, parts, answer);
};
