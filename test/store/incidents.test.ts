import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import {
  changingIncidents,
  continueIncident,
  eventsOf,
  findIncident,
  incidentsSince,
  incidentsToShow,
  openIncident,
} from "../../src/store/incidents.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { updateIncidents } from "../../src/usecases/incidents/evaluate-workspace.ts";
import type { Incident } from "../../src/warnings/incident.ts";
import type { IncidentEvent } from "../../src/warnings/incident-events.ts";
import { replay } from "../../src/warnings/incident-story.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fallingHistory } from "../support/falling-history.ts";
import { monday, warningOf } from "../support/warnings.ts";

let database: TestDatabase;
let store: Store;
let other: Store;
let workspaces = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
  other = openStore(database);
});
afterAll(async () => {
  await store.destroy();
  await other.destroy();
  await database.drop();
});

const newWorkspace = async () => {
  workspaces += 1;
  return addWorkspace(store, { name: `workspace ${workspaces}` });
};
const at = (day: number) => ({ instant: day * 86_400_000, day });
const opened = (): IncidentEvent => {
  const warning = warningOf();
  const member = { fired: warning, latest: warning, seenOn: monday, threshold: 3, volume: 5000, ended: null };
  const told = { severity: "watch", gap: 0.36, on: monday } as const;
  return { kind: "opened", number: 0, at: at(monday), members: [member], told };
};

describe("stored incidents", () => {
  test("are what their events make of them", async () => {
    const { workspaceId } = await newWorkspace();
    const number = await changingIncidents(store, workspaceId, (tx) =>
      openIncident(tx, workspaceId, [opened()]),
    );
    const before = (await findIncident(store, workspaceId, number))?.incident as Incident;
    await changingIncidents(store, workspaceId, (tx) =>
      continueIncident(tx, workspaceId, before, [{ kind: "acknowledged", by: "U1", at: at(monday) }]),
    );
    const stored = await findIncident(store, workspaceId, number);
    const events = await eventsOf(store, workspaceId, number);
    expect(stored?.incident).toEqual(replay(events.map(({ event }) => event)));
    expect(events.map(({ event, message }) => [event.kind, message])).toEqual([
      ["opened", "due"],
      ["acknowledged", "none"],
    ]);
    expect(stored?.card).toEqual({ revision: 2, shown: 0 });
    expect(await incidentsToShow(store, workspaceId)).toEqual([number]);
  });

  test("cannot be two for one subject, whoever writes them", async () => {
    const { workspaceId } = await newWorkspace();
    await changingIncidents(store, workspaceId, (tx) => openIncident(tx, workspaceId, [opened()]));
    await expect(
      changingIncidents(other, workspaceId, (tx) => openIncident(tx, workspaceId, [opened()])),
    ).rejects.toThrow(/incident_subjects_open_once/);
    expect(await incidentsSince(store, workspaceId, monday)).toHaveLength(1);
  });

  test("belong to one workspace", async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    await changingIncidents(store, mine.workspaceId, (tx) => openIncident(tx, mine.workspaceId, [opened()]));
    expect(await incidentsSince(store, theirs.workspaceId, monday)).toEqual([]);
    expect(await findIncident(store, theirs.workspaceId, 1)).toBeNull();
  });
});

describe("evaluating at the same time", () => {
  test("from two pools opens one incident", async () => {
    const { workspaceId } = await newWorkspace();
    const history = fallingHistory();
    const workspace = { workspaceId, settings: defaultSettings };
    const changed = await Promise.all(
      [store, other, store, other].map((pool) => updateIncidents(pool, workspace, history, at(history.asOf))),
    );
    const incidents = await incidentsSince(store, workspaceId, 0);
    expect(incidents.map(({ incident }) => incident.members[0].fired.rule)).toEqual([
      "mql-to-opportunity-drop",
    ]);
    expect(changed.filter((numbers) => numbers?.length)).toHaveLength(1);
  });

  test("as of an earlier day than was evaluated already changes nothing", async () => {
    const { workspaceId } = await newWorkspace();
    const history = fallingHistory();
    const workspace = { workspaceId, settings: defaultSettings };
    await updateIncidents(store, workspace, history, at(history.asOf));
    const late = { ...history, asOf: history.asOf - 70 };
    expect(await updateIncidents(other, workspace, late, at(late.asOf))).toBeNull();
    const [incident] = await incidentsSince(store, workspaceId, 0);
    expect(incident?.incident.status.kind).toBe("open");
  });
});
