import type { Message } from "../messages/blocks.ts";
import { nameIn } from "../messages/escape.ts";
import { helpMessage } from "../messages/help.ts";
import { languageOf } from "../messages/language.ts";
import { decide, requireMay } from "../messages/permissions.ts";
import { targetModal } from "../messages/target-modal.ts";
import type { Store } from "../store/database.ts";
import { agreeTarget, answerTargets, dropTarget, unreadableTarget } from "../usecases/agree-targets.ts";
import { answerDigest } from "../usecases/answer-digest.ts";
import { answerKpi, explainKpi } from "../usecases/answer-kpi.ts";
import { answerOverview } from "../usecases/answer-overview.ts";
import { answerStatus } from "../usecases/answer-status.ts";
import type { Ask } from "../usecases/ask.ts";
import { exportKpi } from "../usecases/export-kpi.ts";
import { answerWarnings } from "../usecases/incidents/answer-warnings.ts";
import { answerNotes, dropNote, noteDown } from "../usecases/note-down.ts";
import type { CommandDoors } from "./command-doors.ts";
import { type KpiCommand, type Misunderstood, parseCommand } from "./command-text.ts";
import { notice } from "./notice.ts";
import type { Work } from "./request.ts";
import { draftFor, settingsInvitation, subscribeInvitation } from "./subscribe-door.ts";
import { edgeTexts } from "./texts.ts";
import { settingsView } from "./views/settings.ts";
import { subscribeView } from "./views/subscribe.ts";

type Asker = Parameters<Work>[0];

/** Gives the answer to what somebody typed after `/kpi`, or after mentioning the bot; null: a modal is the answer. */
export async function answerCommand(
  store: Store,
  ask: Asker,
  text: string,
  doors: CommandDoors,
): Promise<Message | null> {
  return answerParsed(store, ask, parseCommand(text, ask.today, ask.settings), doors);
}

/** Gives the answer to a command that was read already. */
export async function answerParsed(
  store: Store,
  ask: Asker,
  command: KpiCommand,
  doors: CommandDoors,
): Promise<Message | null> {
  switch (command.kind) {
    case "overview":
      return answerOverview(store, ask, command.asOf);
    case "kpi":
      return answerKpi(store, ask, command);
    case "explain":
      return explainKpi(store, ask, command);
    case "export":
      requireMay(ask, "export");
      return exportKpi(store, ask, command, (file) => doors.sendFile(ask.userId, file));
    case "digest":
      return answerDigest(store, ask);
    case "digest-now":
      requireMay(ask, "share");
      return doors.sendDigest(ask);
    case "status":
      return answerStatus(store, ask);
    case "subscribe": {
      const draft = await draftFor(store, ask, doors.channelId);
      const opened = await doors.openModal(subscribeView(draft, ask));
      return opened ? null : subscribeInvitation(ask, doors.channelId);
    }
    case "settings": {
      const opened = await doors.openModal(await settingsView({ store }, ask));
      return opened ? null : settingsInvitation(ask);
    }
    case "warnings":
      return answerWarnings(store, ask, {
        mayChange: decide(ask.role, "change-thresholds", ask.settings).may,
        linkTo: doors.linkTo,
      });
    case "targets":
      return answerTargets(store, ask);
    case "set-target":
      requireMay(ask, "change-targets");
      return command.target === null ? setTargetDoor(ask, doors) : agreeTarget(store, ask, command.target);
    case "remove-target":
      requireMay(ask, "change-targets");
      return dropTarget(store, ask, command.number);
    case "notes":
      return answerNotes(store, ask);
    case "note":
      requireMay(ask, "annotate");
      return noteDown(store, ask, command);
    case "remove-note":
      requireMay(ask, "annotate");
      return dropNote(store, ask, command.number);
    case "help":
      return helpMessage(languageOf(ask.locale, ask.settings));
    case "misunderstood":
      return misunderstoodMessage(command, ask);
  }
}

/** A target that cannot be read gets the modal that asks for its parts. */
async function setTargetDoor(ask: Asker, doors: CommandDoors): Promise<Message | null> {
  const view = targetModal(ask.today, languageOf(ask.locale, ask.settings));
  if (await doors.openModal(view)) return null;
  throw unreadableTarget(ask);
}

function misunderstoodMessage({ about, text, kpi, suggestion, example }: Misunderstood, ask: Ask): Message {
  const edge = edgeTexts[ask.locale];
  const { texts } = languageOf(ask.locale, ask.settings);
  return notice(
    [
      ...(kpi === undefined ? [] : [edge.understood(texts.kpis[kpi].name)]),
      edge.misunderstood(about, nameIn(text, "?")),
      suggestion === null ? edge.example(example) : edge.didYouMean(suggestion),
    ].join(" "),
    edge.seeHelp,
  );
}
