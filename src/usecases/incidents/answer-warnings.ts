import type { Message } from "../../messages/blocks.ts";
import { languageOf } from "../../messages/language.ts";
import { type ListedIncident, warningsMessage } from "../../messages/warnings-list.ts";
import type { Store } from "../../store/database.ts";
import { incidentsSince, lastOver, type StoredIncident } from "../../store/incidents.ts";
import { listThresholds } from "../../store/rule-thresholds.ts";
import { isOver } from "../../warnings/incident.ts";
import { ruleNamed, thresholdFor } from "../../warnings/incident-thresholds.ts";
import type { Ask } from "../ask.ts";

/** Gives the address of a message in Slack, or null where Slack gives none. */
export type LinkTo = (channelId: string, ts: string) => Promise<string | null>;

const overShown = 5;
const openShown = 15;

/** Gives what is open with links to the threads, what was over last, and which thresholds were changed. */
export async function answerWarnings(
  store: Store,
  ask: Ask,
  { mayChange, linkTo }: { readonly mayChange: boolean; readonly linkTo: LinkTo },
): Promise<Message> {
  const { workspaceId } = ask;
  const [since, over, thresholds] = await Promise.all([
    incidentsSince(store, workspaceId, ask.today + 1),
    lastOver(store, workspaceId, overShown),
    listThresholds(store, workspaceId),
  ]);
  const listed = ({ incident, thread }: StoredIncident): Promise<ListedIncident> =>
    thread === null
      ? Promise.resolve({ incident, link: null })
      : linkTo(thread.channelId, thread.ts).then((link) => ({ incident, link }));
  const changed = {
    thresholds: Object.fromEntries(thresholds.rules.map(({ rule, value }) => [rule, value])),
    subjectThresholds: thresholds.subjects,
  };
  return warningsMessage(
    {
      open: await Promise.all(
        since
          .filter(({ incident }) => !isOver(incident))
          .slice(0, openShown)
          .map(listed),
      ),
      over: await Promise.all(over.map(listed)),
      rules: thresholds.rules.map(({ rule, value, changedBy }) => ({
        rule,
        value,
        changedBy,
        usual: ruleNamed(rule).threshold,
      })),
      subjects: thresholds.subjects.map((own) => ({
        rule: own.rule,
        subject: own.subject,
        changedBy: own.changedBy,
        value: thresholdFor(changed, own),
        usual: thresholdFor({ thresholds: changed.thresholds }, own),
      })),
      mayChange,
    },
    languageOf(ask.locale, ask.settings),
  );
}
