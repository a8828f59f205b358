import { formatDay } from "../funnel/calendar.ts";
import { dimensions } from "../funnel/cells.ts";
import type { Reading } from "../funnel/readings.ts";
import { headerBlock, type Message, sectionBlock } from "../messages/blocks.ts";
import { csvFigure, csvText } from "../messages/csv.ts";
import { escapeMrkdwn } from "../messages/escape.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import { readingRequest } from "./answer-model.ts";
import type { Ask } from "./ask.ts";
import { lastWholeWeek } from "./compose-digest.ts";
import type { KpiQuestion } from "./kpi-question.ts";
import { readKpis } from "./read-kpis.ts";
import { refresh } from "./refresh.ts";

const weeks = 26;
/** What one section takes, with the marks of a code block. */
const mostInBlock = 2900;
const mostSections = 40;
const columns = "from,to,by,value,unit,numerator,denominator,low,high,mature";

export interface CsvFile {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

/** Brings a file to the asker alone; false where Slack does not let us. */
export type SendFile = (file: CsvFile) => Promise<boolean>;

/**
 * Gives a KPI's figures week by week as CSV, of the last 26 weeks unless a period is asked for; `to` is the day after
 * the last. A few lines stand in the answer, to copy; more come as a file into the asker's conversation with the app,
 * since Slack shows no file in an answer that one person sees. Throws `no-such-breakdown`.
 */
export async function exportKpi(
  store: Store,
  ask: Ask,
  question: KpiQuestion,
  sendFile: SendFile,
): Promise<Message> {
  await refresh(store, ask, ask.now);
  const request = readingRequest(ask, question);
  const { kpi } = question;
  const { to } = lastWholeWeek(request.asOf, ask.settings);
  const range = question.period ?? { from: to - weeks * 7, to };
  const by = dimensions.find((each) => each === question.by);
  const readings = await readKpis(store, {
    ...request,
    range,
    grain: "week",
    ...(by === undefined ? {} : { by }),
  });
  const { texts, numbers } = languageOf(ask.locale, ask.settings);
  const title = `${texts.kpis[kpi].name}, ${numbers.period(range)}`;
  const lines = [columns, ...readings.map(csvLine)];
  const shown = lines.map(inCodeBlock);
  if (shown.join("\n").length <= mostInBlock) return codeMessage(title, [shown]);
  const name = `${kpi}_${formatDay(range.from)}_${formatDay(range.to - 1)}.csv`;
  // Spreadsheets take UTF-8 for what it is only behind its mark.
  const sent = await sendFile({ name, title, content: `\uFEFF${lines.join("\r\n")}\r\n` });
  if (!sent) return codeMessage(title, sectionsOf(shown));
  const told = texts.controls.fileSent(name, readings.length);
  return { text: `${title}\n${told}`, blocks: [headerBlock(title), sectionBlock(told)] };
}

function codeMessage(title: string, sections: readonly (readonly string[])[]): Message {
  return {
    text: [title, ...sections.flat()].join("\n").slice(0, mostInBlock),
    blocks: [
      headerBlock(title),
      ...sections.slice(0, mostSections).map((lines) => sectionBlock(`\`\`\`${lines.join("\n")}\`\`\``)),
    ],
  };
}

/** Gives the lines in as few sections as hold them. */
function sectionsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const sections: string[][] = [];
  let room = 0;
  for (const line of lines) {
    if (line.length + 1 > room) {
      sections.push([]);
      room = mostInBlock;
    }
    sections.at(-1)?.push(line);
    room -= line.length + 1;
  }
  return sections;
}

function csvLine({ period, slice, ...reading }: Reading): string {
  return [
    formatDay(period.from),
    formatDay(period.to),
    slice.dimension === "total" ? "" : csvText(slice.member),
    csvFigure(reading.value),
    reading.unit,
    csvFigure(reading.numerator),
    csvFigure(reading.denominator),
    csvFigure(reading.low),
    csvFigure(reading.high),
    reading.mature ? "yes" : "no",
  ].join(",");
}

/** Without what would end the block of code, and bounded: a name alone could fill it. */
function inCodeBlock(line: string): string {
  return escapeMrkdwn(line.replaceAll("`", "ˋ").slice(0, 400));
}
