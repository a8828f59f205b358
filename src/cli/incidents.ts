import { Command } from "commander";
import { formatDay, localDay } from "../funnel/calendar.ts";
import { escapeMrkdwn } from "../messages/escape.ts";
import { leadOf, stateWord, storyOf } from "../messages/incident-words.ts";
import { languageOf } from "../messages/language.ts";
import { eventsOf, incidentsSince, lastOver, type StoredIncident } from "../store/incidents.ts";
import { updateIncidents } from "../usecases/incidents/evaluate-workspace.ts";
import { loadWorkspaceHistory } from "../usecases/incidents/workspace-history.ts";
import { refresh } from "../usecases/refresh.ts";
import type { CliContext } from "./context.ts";

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

const overShown = 20;

/** `incidents list|evaluate`: what is open and who did what; the evaluation that the schedule makes every day. */
export function incidentsCommand(context: CliContext): Command {
  const command = new Command("incidents").description("warnings as both teams settle them");
  const shared = (inner: Command) =>
    inner.option("--workspace <name>").option("--json", "print one JSON document");
  shared(command.command("list").description("what is open, and what was resolved last")).action(
    async (options: Options) => {
      const { workspaceId, settings } = await context.workspace(options.workspace);
      const store = await context.store();
      const today = localDay(context.now().getTime(), settings.timeZone);
      const open = await incidentsSince(store, workspaceId, today + 1);
      const all = [...open, ...(await lastOver(store, workspaceId, overShown))];
      if (options.json) {
        const incidents = await Promise.all(
          all.map(async ({ incident, thread }) => ({
            ...incidentJson(incident),
            thread,
            events: (await eventsOf(store, workspaceId, incident.number)).map(({ event }) => ({
              kind: event.kind,
              at: new Date(event.at.instant).toISOString(),
              by: byOf(event),
            })),
          })),
        );
        context.out(JSON.stringify({ incidents }));
        return;
      }
      const language = languageOf("en", settings);
      context.out(
        all
          .map(({ incident }) => {
            const { title } = storyOf(leadOf(incident).latest, language);
            return `${incident.number}  ${stateWord(incident, language)}  ${escapeMrkdwn(title)}, opened ${formatDay(incident.opened.day)}`;
          })
          .join("\n") || "There is no incident yet.",
      );
    },
  );
  shared(
    command
      .command("evaluate")
      .description("bring incidents up to date now; the running app tells their threads"),
  ).action(async (options: Options) => {
    const workspace = await context.workspace(options.workspace);
    const store = await context.store();
    await refresh(store, workspace, context.now());
    const instant = context.now().getTime();
    const day = localDay(instant, workspace.settings.timeZone);
    const history = await loadWorkspaceHistory(store, workspace, day);
    const changed = await updateIncidents(store, workspace, history, { instant, day });
    context.out(
      options.json
        ? JSON.stringify({ asOf: formatDay(day), changed: changed ?? [] })
        : `${changed?.length ?? 0} incidents changed as of ${formatDay(day)}.`,
    );
  });
  return command;
}

function incidentJson(incident: StoredIncident["incident"]): object {
  const { number, status, opened, members, owners, heldBy, reopenings } = incident;
  return {
    id: number,
    state: status.kind,
    openedOn: formatDay(opened.day),
    warnings: members.map(({ fired, ended }) => ({ rule: fired.rule, subject: fired.subject, ended })),
    owners,
    heldBy,
    reopenings,
  };
}

function byOf(event: Awaited<ReturnType<typeof eventsOf>>[number]["event"]): string | null {
  if (event.kind === "resolved") return event.resolution.by === "people" ? event.resolution.user : null;
  return "by" in event ? event.by : null;
}
