import type { Option } from "@slack/types";
import { settingsInputs } from "../../messages/settings-modal.ts";
import type { Register } from "../bot.ts";

/** Slack shows at most so many options. */
const mostOptions = 100;
const zones: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];

/** Gives the time zones that a search finds, those whose city begins with it first. */
export function timeZonesLike(search: string): readonly string[] {
  const wanted = plain(search);
  const found = zones.filter((zone) => plain(zone).includes(wanted));
  const begins = (zone: string) => plain(zone.split("/").at(-1) ?? zone).startsWith(wanted);
  return found.toSorted((a, b) => Number(begins(b)) - Number(begins(a))).slice(0, mostOptions);
}

/** The search of the menus for a time zone. */
export const registerTimeZones: Register = (app) => {
  app.options<"block_suggestion">(
    { type: "block_suggestion", action_id: settingsInputs.timeZone },
    async ({ ack, payload }) => {
      const options: Option[] = timeZonesLike(payload.value).map((zone) => ({
        value: zone,
        text: { type: "plain_text", text: zone },
      }));
      await ack({ options });
    },
  );
};

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_]+/g, " ")
    .trim();
}
