import { actionIds, decodeKpiSubject } from "../../messages/actions.ts";
import { requireMay } from "../../messages/permissions.ts";
import { questionOf } from "../../usecases/answer-kpi.ts";
import { sendFile } from "../../usecases/delivery/send-file.ts";
import { exportKpi } from "../../usecases/export-kpi.ts";
import type { Register } from "../bot.ts";
import { registerButton } from "./button-press.ts";

/** "CSV": the figures of an answer, to copy or as a file. */
export const registerExportKpi: Register = (app, parts, answer) => {
  registerButton(app, parts, answer, {
    actionId: actionIds.exportKpi,
    decode: decodeKpiSubject,
    work: (ask, { meaning, client }) => {
      requireMay(ask, "export");
      const send = (file: Parameters<typeof sendFile>[2]) => sendFile(client, ask.userId, file, parts.sleep);
      return exportKpi(parts.store, ask, questionOf(meaning), send);
    },
  });
};
