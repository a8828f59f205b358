import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../../src/log.ts";
import { secretBox } from "../../../src/secrets.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { installationAt, installationOfWorkspace, saveTokens } from "../../../src/store/installations.ts";
import { addWorkspace, workspaceById } from "../../../src/store/workspaces.ts";
import { install, type NewInstallation } from "../../../src/usecases/installations/install.ts";
import { storedInstallations } from "../../../src/usecases/installations/stored-installations.ts";
import { uninstall } from "../../../src/usecases/installations/uninstall.ts";
import { rotateSecrets } from "../../../src/usecases/rotate-secrets.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const now = new Date("2026-03-02T09:00:00Z");
const key = (fill: number) => new Uint8Array(32).fill(fill);

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

function made(teamId: string | null, changes: Partial<NewInstallation> = {}): NewInstallation {
  const place = teamId ?? changes.enterpriseId ?? "";
  return {
    teamId,
    enterpriseId: null,
    name: `Team ${place}`,
    botToken: `xoxb-${place}`,
    refreshToken: null,
    expiresAt: null,
    botId: `B${place}`,
    botUserId: `U${place}`,
    installerId: "U1",
    scopes: ["chat:write"],
    ...changes,
  };
}

const secrets = secretBox([key(1)]);
const installed = (teamId: string | null, changes?: Partial<NewInstallation>) =>
  install({ store, secrets, now }, made(teamId, changes));
const installations = (box = secrets) =>
  storedInstallations({
    store,
    secrets: box,
    now: () => now,
    refresh: async () => Promise.reject(new Error("nothing here expires")),
    log: createLog({ level: "silent" }),
  });
const at = (teamId: string | undefined, enterpriseId?: string) =>
  installations().of({ teamId, enterpriseId });

test("each team finds its own installation, and no other", async () => {
  const one = await installed("T1");
  const two = await installed("T2");
  expect(one.workspaceId).not.toBe(two.workspaceId);
  expect(await at("T1")).toMatchObject({ workspaceId: one.workspaceId, botToken: "xoxb-T1" });
  expect(await at("T2")).toMatchObject({ workspaceId: two.workspaceId, botToken: "xoxb-T2" });
  expect(await at("T3")).toBeNull();
  expect(await at(undefined)).toBeNull();
});

test("an installation in a whole organisation answers in each of its teams", async () => {
  const { workspaceId } = await installed(null, { enterpriseId: "E1" });
  for (const team of ["T11", "T12", undefined]) {
    expect(await at(team, "E1")).toMatchObject({ workspaceId, botToken: "xoxb-E1" });
  }
  expect(await at("T11", "E2")).toBeNull();
  expect(await at("T11")).toBeNull();
});

test("a team's own installation goes before its organisation's, until it is removed", async () => {
  const whole = await installed(null, { enterpriseId: "E3" });
  const own = await installed("T31", { enterpriseId: "E3" });
  expect(own.workspaceId).not.toBe(whole.workspaceId);
  expect((await at("T31", "E3"))?.workspaceId).toBe(own.workspaceId);
  await uninstall(store, { teamId: "T31", enterpriseId: undefined }, now);
  expect((await at("T31", "E3"))?.workspaceId).toBe(whole.workspaceId);
});

test("a team's removal leaves its organisation's installation alone", async () => {
  await installed(null, { enterpriseId: "E4" });
  expect(await uninstall(store, { teamId: "T41", enterpriseId: undefined }, now)).toBeNull();
  expect(await at("T41", "E4")).not.toBeNull();
});

test("a team that used its own token before keeps its workspace", async () => {
  const before = await addWorkspace(store, { name: "acme", teamId: "T5" });
  expect(await installed("T5")).toEqual({ workspaceId: before.workspaceId, isNewWorkspace: false });
});

test("two that install in one team at once make one workspace", async () => {
  const both = await Promise.all([installed("T6"), installed("T6"), installed("T6")]);
  expect(new Set(both.map(({ workspaceId }) => workspaceId)).size).toBe(1);
});

test("the news of a removal that comes after a new installation removes nothing", async () => {
  const { workspaceId } = await installed("T7");
  const before = new Date(now.getTime() - 60_000);
  expect(await uninstall(store, { teamId: "T7", enterpriseId: undefined }, before)).toBeNull();
  expect(await at("T7")).not.toBeNull();
  expect((await workspaceById(store, workspaceId))?.teamId).toBe("T7");
});

test("a token copied into another workspace's row opens nothing", async () => {
  const one = await installed("T8");
  await installed("T9");
  const { botToken } = (await installationOfWorkspace(store, one.workspaceId)) ?? {};
  const other = await installationAt(store, "T9", undefined);
  const tokens = { botToken: botToken ?? null, refreshToken: null, expiresAt: null };
  await saveTokens(store, other?.workspaceId ?? 0, tokens);
  await expect(at("T9")).rejects.toThrow();
  await uninstall(store, { teamId: "T9", enterpriseId: undefined }, now);
});

test("rotating encrypts every secret with the new key, so that the old one can go", async () => {
  await installed("T10", { refreshToken: "xoxe-1-T10" });
  await expect(rotateSecrets(store, secretBox([key(2)]))).rejects.toMatchObject({ code: "wrong-secret-key" });
  const { secrets: count, rotated } = await rotateSecrets(store, secretBox([key(2), key(1)]));
  expect(rotated).toBe(count);
  expect(count).toBeGreaterThan(1);
  expect(
    await installations(secretBox([key(2)])).of({ teamId: "T10", enterpriseId: undefined }),
  ).toMatchObject({
    botToken: "xoxb-T10",
  });
  await expect(at("T10")).rejects.toMatchObject({ code: "wrong-secret-key" });
  expect(await rotateSecrets(store, secretBox([key(2)]))).toEqual({ secrets: count, rotated: 0 });
});
