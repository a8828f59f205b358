import { formatDay } from "../funnel/calendar.ts";
import type { Reading } from "../funnel/readings.ts";
import { headerBlock, type Message, sectionBlock } from "../messages/blocks.ts";
import { escapeMrkdwn } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import { kpiAnswerModel } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";
import type { KpiQuestion } from "./kpi-question.ts";
import { readKpis } from "./read-kpis.ts";

const weeks = 26;
/** A section holds 3,000 characters, a message 50 blocks. */
const linesASection = 35;
const mostSections = 40;
const columns = "from,to,by,value,unit,numerator,denominator,low,high,mature";

/**
 * Gives a KPI's figures week by week as CSV to copy, of the last 26 weeks unless a period is asked for: a file
 * cannot be shown to one person in a channel. `to` is the day after the last. Throws `no-such-breakdown`.
 */
export async function exportKpi(store: Store, ask: Ask, question: KpiQuestion): Promise<Message> {
  const { answer } = await kpiAnswerModel(store, ask, question);
  const { kpi, asOf, mode, breakdown } = answer;
  const { to } = lastWholeWeek(asOf, ask.settings);
  const range = question.period ?? { from: to - weeks * 7, to };
  const readings = await readKpis(store, {
    workspaceId: ask.workspaceId,
    settings: ask.settings,
    names: [kpi],
    range,
    grain: "week",
    mode,
    asOf,
    ...(breakdown === null ? {} : { by: breakdown.by }),
  });
  const { texts, numbers } = languageOf(ask.locale, ask.settings);
  const lines = readings.map(csvLine).slice(0, linesASection * mostSections);
  const title = `${texts.kpis[kpi].name}, ${numbers.period(range)}`;
  const sections = Array.from({ length: Math.ceil(lines.length / linesASection) }, (_, index) =>
    sectionBlock(
      `\`\`\`${[columns, ...lines.slice(index * linesASection, (index + 1) * linesASection)].join("\n")}\`\`\``,
    ),
  );
  return {
    text: [title, columns, ...lines].join("\n").slice(0, 3900),
    blocks: [headerBlock(title), ...sections],
  };
}

function csvLine({ period, slice, ...reading }: Reading): string {
  return [
    formatDay(period.from),
    formatDay(period.to),
    slice.dimension === "total" ? "" : csvText(slice.member),
    figure(reading.value),
    reading.unit,
    figure(reading.numerator),
    figure(reading.denominator),
    figure(reading.low),
    figure(reading.high),
    reading.mature ? "yes" : "no",
  ].join(",");
}

/** Six digits tell a share apart from its neighbours. */
function figure(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(6)));
}

/** Quoted, without what would end the block of code, and without what a spreadsheet would take for a formula. */
function csvText(text: string): string {
  const clean = text.replaceAll(/[`\p{Cc}]/gu, " ").slice(0, 60);
  const harmless = /^[=+\-@]/.test(clean) ? `'${clean}` : clean;
  return escapeMrkdwn(`"${harmless.replaceAll('"', '""')}"`);
}
