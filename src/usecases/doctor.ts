import { access } from "node:fs/promises";
import { fontFiles, smallFontFiles } from "../charts/render-fonts.ts";
import type { Store } from "../store/database.ts";
import { type ServerFacts, serverFacts } from "../store/server-facts.ts";
import { listSourceDeliveries } from "../store/source-deliveries.ts";
import { listWorkspaces } from "../store/workspaces.ts";
import { scheduleFindings } from "./doctor-schedule.ts";
import { examineSlack, type SlackUnderExamination } from "./examine-slack.ts";
import { type Finding, ok, problem, warning } from "./findings.ts";
import { sourceFindingsOf } from "./sources/source-findings.ts";

export type { Finding } from "./findings.ts";

export interface DoctorParts {
  readonly store: Store;
  readonly slack: SlackUnderExamination;
  readonly now: Date;
}

/** Gives what is well and what is not, with how to mend it. Never throws for what it checks. */
export async function examine(parts: DoctorParts): Promise<readonly Finding[]> {
  const server = await serverFacts(parts.store);
  return [
    databaseFinding(server),
    clockFinding(server, parts.now),
    await fontsFinding(),
    ...(await sourceFindings(parts)),
    ...(await scheduleFindings(parts.store)),
    ...(await examineSlack(parts)),
  ];
}

const oldestServer = 140_000;

function databaseFinding({ version, versionNumber, migrations }: ServerFacts): Finding {
  return versionNumber < oldestServer
    ? problem("database", `The database is PostgreSQL ${version}.`, "Concord needs PostgreSQL 14 or later.")
    : ok("database", `PostgreSQL ${version} answers, with ${migrations} migrations done.`);
}

const tolerance = 60_000;

function clockFinding({ clock }: ServerFacts, now: Date): Finding {
  const apart = Math.round(Math.abs(clock.getTime() - now.getTime()) / 1000);
  return apart * 1000 > tolerance
    ? problem(
        "clock",
        `This machine's clock and the database's are ${apart} s apart.`,
        "Set both by NTP: digests are due by the clock, and Slack refuses requests that are five minutes off.",
      )
    : ok("clock", "This machine's clock agrees with the database's.");
}

async function fontsFinding(): Promise<Finding> {
  try {
    await Promise.all([...fontFiles(), ...smallFontFiles()].map((file) => access(file)));
    return ok("fonts", "The charts' fonts are there.");
  } catch {
    return problem("fonts", "The charts' fonts are missing.", "Install the packages again with: npm ci");
  }
}

const staleAfterDays = 3;

async function sourceFindings({ store, now }: DoctorParts): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { workspaceId, name } of await listWorkspaces(store)) {
    const sources = await listSourceDeliveries(store, workspaceId);
    if (sources.length === 0) {
      findings.push(
        warning(
          "sources",
          `The workspace ${name} has no facts yet.`,
          "Import some: npm run -s concord -- import leads leads.csv",
        ),
      );
    }
    const read = await sourceFindingsOf(store, { workspaceId, name });
    findings.push(...read.map((finding): Finding => ({ check: "sources", ...finding })));
    for (const { source, receivedAt } of sources) {
      const days = Math.floor((now.getTime() - receivedAt) / 86_400_000);
      findings.push(
        days >= staleAfterDays
          ? warning(
              "sources",
              `${source} last delivered to ${name} ${days} days ago.`,
              "Import its newest facts.",
            )
          : ok(
              "sources",
              `${source} delivered to ${name} ${days === 0 ? "within a day" : `${days} days ago`}.`,
            ),
      );
    }
  }
  return findings;
}
