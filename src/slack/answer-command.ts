import type { Message } from "../messages/blocks.ts";
import { nameIn } from "../messages/escape.ts";
import { helpMessage } from "../messages/help.ts";
import { languageOf } from "../messages/language.ts";
import { requireMay } from "../messages/permissions.ts";
import type { Store } from "../store/database.ts";
import { answerDigest } from "../usecases/answer-digest.ts";
import { answerKpi, explainKpi } from "../usecases/answer-kpi.ts";
import { answerOverview } from "../usecases/answer-overview.ts";
import { answerStatus } from "../usecases/answer-status.ts";
import type { Ask } from "../usecases/ask.ts";
import { exportKpi, type SendFile } from "../usecases/export-kpi.ts";
import { type Misunderstood, parseCommand } from "./command-text.ts";
import { notice } from "./notice.ts";
import type { Work } from "./request.ts";
import { edgeTexts } from "./texts.ts";

type Asker = Parameters<Work>[0];

/** What an answer may need of Slack. */
export interface CommandDoors {
  readonly sendFile: SendFile;
}

/** Gives the answer to what somebody typed after `/kpi`, or after mentioning the bot. */
export async function answerCommand(
  store: Store,
  ask: Asker,
  text: string,
  doors: CommandDoors,
): Promise<Message> {
  const command = parseCommand(text, ask.today, ask.settings);
  switch (command.kind) {
    case "overview":
      return answerOverview(store, ask, command.asOf);
    case "kpi":
      return answerKpi(store, ask, command);
    case "explain":
      return explainKpi(store, ask, command);
    case "export":
      requireMay(ask, "export");
      return exportKpi(store, ask, command, doors.sendFile);
    case "digest":
      return answerDigest(store, ask);
    case "status":
      return answerStatus(store, ask);
    case "help":
      return helpMessage(languageOf(ask.locale, ask.settings));
    case "misunderstood":
      return misunderstoodMessage(command, ask);
  }
}

function misunderstoodMessage({ about, text, suggestion }: Misunderstood, { locale }: Ask): Message {
  const texts = edgeTexts[locale];
  const isGuess = about === "name";
  return notice(
    [
      texts.misunderstood(about, nameIn(text, "?")),
      ...(suggestion === null ? [] : [isGuess ? texts.didYouMean(suggestion) : texts.example(suggestion)]),
    ].join(" "),
    texts.seeHelp,
  );
}
