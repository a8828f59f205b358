import { spawn } from "node:child_process";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { UserError } from "../../../../src/errors.ts";
import { secretBox } from "../../../../src/secrets.ts";
import { sourceTypes } from "../../../../src/sources/index.ts";
import { openStore, type Store } from "../../../../src/store/database.ts";
import { insertSource, isInSourceTurn } from "../../../../src/store/sources.ts";
import { addWorkspace } from "../../../../src/store/workspaces.ts";
import { secretContext } from "../../../../src/usecases/sources/open-source.ts";
import { syncSource } from "../../../../src/usecases/sources/sync-source.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/database.ts";
import { type Meddling, startMiddleman } from "../../../support/middleman.ts";
import { type Dice, diceOf } from "./dice.ts";
import { hubSpotWorld } from "./hubspot-world.ts";
import { salesforceWorld } from "./salesforce-world.ts";
import type { World } from "./world.ts";

// Waits for rate limits and faults are as many as ever, and short.
vi.mock("node:timers/promises", async (original) => {
  const timers = await original<typeof import("node:timers/promises")>();
  return {
    ...timers,
    setTimeout: (wait: number, ...rest: [unknown?, object?]) => timers.setTimeout(Math.min(wait, 2), ...rest),
  };
});

const key = "cd".repeat(32);
const box = secretBox([new Uint8Array(Buffer.from(key, "hex"))]);
/** Ours is hours ahead of the sources'. */
const now = () => new Date();
/** Other storms: CONCORD_STORM_SEED=7 npx vitest run test/usecases/sources/storm */
const seed = Number(process.env.CONCORD_STORM_SEED ?? 6);

let database: TestDatabase;
let store: Store;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

async function added({ type, mapping, secrets }: World, url: string): Promise<number> {
  const { workspaceId } = await addWorkspace(store, { name: `storm ${++made}` });
  const named = { workspaceId, name: "crm" };
  await insertSource(store, {
    ...named,
    type,
    mapping: mapping(url),
    everyMinutes: 60,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, box.seal(value, secretContext(named, name))]),
    ),
  });
  return workspaceId;
}

const sync = (workspaceId: number, progress: () => void = () => {}) =>
  syncSource(
    { store, types: sourceTypes, secrets: () => box, clock: now, log: () => {} },
    { workspaceId, timeZone: "UTC", name: "crm", progress },
  );

/** Syncs in another process, which is killed once it told `after` batches. */
async function syncAndKill(workspaceId: number, after: number): Promise<void> {
  const program = path.join(import.meta.dirname, "../../../support/kill-sync.ts");
  const child = spawn(
    process.execPath,
    [program, database.connectionString, String(workspaceId), "crm", key],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  let batches = 0;
  child.stdout.on("data", (told: Buffer) => {
    batches += told.toString().split("\n").length - 1;
    if (batches >= after) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.once("close", resolve));
  // The database notices a little later that nobody is there.
  await vi.waitUntil(async () => !(await isInSourceTurn(store, { workspaceId, name: "crm" })), 10_000);
}

const refusals = {
  hubspot: {
    limit: {
      category: "RATE_LIMITS",
      policyName: "SECONDLY",
      message: "You have reached your secondly limit.",
    },
    session: {
      category: "EXPIRED_AUTHENTICATION",
      message: "The OAuth token used to make this call expired.",
    },
  },
  salesforce: {
    limit: [{ errorCode: "SERVER_UNAVAILABLE", message: "too busy" }],
    session: [{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }],
  },
} as const;

function fault(dice: Dice, type: keyof typeof refusals): Meddling {
  const { limit, session } = refusals[type];
  return dice.oneOf<Meddling>([
    "cut",
    "cut-after",
    { status: type === "hubspot" ? 429 : 503, body: JSON.stringify(limit), headers: { "retry-after": "0" } },
    { status: 502, body: "<html>Bad gateway</html>", headers: { "content-type": "text/html" } },
    { status: 401, body: JSON.stringify(session) },
  ]);
}

/** What is read of facts: a touch that is told under two ids is one, and a lead that is no more has and is nothing. */
const compared = {
  leads: sql`select to_jsonb(t) - 'workspace_id' as row from leads t where workspace_id = `,
  opportunities: sql`
    select to_jsonb(t) - 'workspace_id' || jsonb_build_object('lead_id', (
      select lead_id from leads l where l.workspace_id = t.workspace_id and l.lead_id = t.lead_id)) as row
    from opportunities t where workspace_id = `,
  stage_changes: sql`select to_jsonb(t) - 'workspace_id' as row from stage_changes t where workspace_id = `,
  sales_touches: sql`
    select distinct to_jsonb(t) - 'workspace_id' - 'touch_id' as row
    from sales_touches t join leads using (workspace_id, lead_id) where workspace_id = `,
};

async function facts(workspaceId: number): Promise<Readonly<Record<string, readonly string[]>>> {
  const told = await Promise.all(
    Object.entries(compared).map(async ([table, select]) => {
      const { rows } = await sql<{ row: string }>`
        select row::text from (${select} ${workspaceId}) r order by 1`.execute(store);
      return [table, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(told);
}

const worlds = { hubspot: hubSpotWorld, salesforce: salesforceWorld } as const;

describe.each(["hubspot", "salesforce"] as const)("a storm over a sync of %s", (type) => {
  it("leaves the facts that an undisturbed first load of what there is now gives", async () => {
    let dice = diceOf(seed);
    const world = await worlds[type]();
    let isCalm = false;
    const seen = { faults: 0, edits: 0, breaks: 0, kills: 0 };
    const middleman = await startMiddleman(world.url, {
      meddle: ({ path: called }) => {
        if (isCalm) return "pass";
        if (dice.chance(0.25)) {
          seen.edits += 1;
          world.edit(dice);
        }
        // A sign-in that is refused is told to a person and not tried again.
        if (called.includes("oauth") || !dice.chance(0.1)) return "pass";
        seen.faults += 1;
        return fault(dice, type);
      },
    });
    const workspaceId = await added(world, middleman.url);
    for (let round = 0; round < 8; round++) {
      // A kill comes a little sooner or later; what follows it is thrown anew.
      dice = diceOf(seed * 1000 + round);
      if (round % 4 === 1) {
        seen.kills += 1;
        await syncAndKill(workspaceId, 1 + dice.below(3));
        continue;
      }
      const breaksAfter = 1 + dice.below(6);
      let batches = 0;
      try {
        await sync(workspaceId, () => {
          batches += 1;
          if (batches >= breaksAfter) throw new Error("the process ends here");
        });
      } catch (error) {
        seen.breaks += 1;
        if (!(error instanceof UserError)) expect(String(error)).toContain("the process ends here");
      }
    }
    // Once without end, amid faults and edits; then in calm, twice: a look back finds nothing more.
    for (let attempt = 0; attempt < 10; attempt++) {
      const done = await sync(workspaceId).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          return false;
        },
      );
      if (done) break;
    }
    isCalm = true;
    await sync(workspaceId);
    const stormy = await facts(workspaceId);
    await sync(workspaceId);
    expect(await facts(workspaceId)).toEqual(stormy);
    const undisturbed = await added(world, world.url);
    await sync(undisturbed);
    expect(stormy).toEqual(await facts(undisturbed));
    expect(stormy.leads?.length).toBeGreaterThan(1000);
    expect(seen.faults).toBeGreaterThan(2);
    expect(seen.edits).toBeGreaterThan(10);
    expect(seen.kills + seen.breaks).toBeGreaterThan(2);
    await middleman.close();
    await world.close();
  }, 120_000);
});
