import { contextBlock, fallbackText, headerBlock, type Message, sectionBlock } from "./blocks.ts";
import { toldOrder } from "./digest-model.ts";
import { escapeMrkdwn } from "./escape.ts";
import type { Language } from "./language.ts";

/** Gives the answer to `/kpi help`: what can be asked, and how. */
export function helpMessage({ texts }: Language): Message {
  const { help } = texts;
  const commands = help.commands.map(({ write, gives }) => `\`${escapeMrkdwn(write)}\`  ${gives}`);
  const kpis = toldOrder.map((kpi) => `\`${kpi}\`  ${texts.kpis[kpi].name}`);
  const periods = help.periods.map((period) => `\`${period}\``).join("  ");
  return {
    text: fallbackText(
      help.title,
      help.intro,
      ...commands,
      help.kpisLabel,
      ...kpis,
      help.periodsLabel,
      periods,
    ),
    blocks: [
      headerBlock(help.title),
      sectionBlock(help.intro),
      sectionBlock([`*${help.commandsLabel}*`, ...commands].join("\n")),
      sectionBlock([`*${help.kpisLabel}*`, ...kpis].join("\n")),
      sectionBlock(`*${help.periodsLabel}*\n${periods}`),
      contextBlock([help.privacy]),
    ],
  };
}
