import type { Register } from "../bot.ts";
import { registerExplainMessage } from "./explain-message.ts";

/** Every shortcut. */
export const registerShortcuts: Register = (app, parts, answer) => {
  registerExplainMessage(app, parts, answer);
};
