import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { createLog } from "../../src/log.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { findDelivery } from "../../src/store/deliveries.ts";
import { resumeChannel } from "../../src/usecases/resume-channel.ts";
import { onePixelPng } from "../support/one-pixel.ts";
import { boundaries, nameOf } from "./boundaries.ts";
import { startFaultyDatabase } from "./database.ts";
import { type Fault, randomOf, startFaultProxy } from "./fault-proxy.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { type Instances, startInstances } from "./instances.ts";
import { type Harm, unexplained } from "./lateness.ts";
import { anyMoment, createReaper } from "./reaper.ts";
import { remainsOf } from "./remains.ts";
import { type Home, makeDue, type Place, prepare, stirIncidents, untilEnded } from "./rounds.ts";
import { timing } from "./timing.ts";
import { waitsOf } from "./waits.ts";
import { openChannels, startWitness, type Witness } from "./witness.ts";

export interface FaultOptions {
  readonly seed: number;
  /**
   * Rounds at the least and at the most. In each every channel is due once, a digest is sent now and something happens
   * to incidents, while instances die at step boundaries and at any moment.
   */
  readonly rounds: { readonly least: number; readonly most: number };
  /** Further rounds follow, up to the most, until so many have died and so many calls have met a fault. */
  readonly until: { readonly kills: number; readonly faults: number };
  /** No round begins after so many. */
  readonly minutes?: number;
  readonly channels: number;
  readonly workspaces: number;
  /** In so many parts the channels are due one after another, so that there is work of every kind at any time. */
  readonly shares: number;
  /** The share of calls that meet a fault. */
  readonly rate: number;
  /** At most so many die in a round. */
  readonly killsEach: number;
  /** How many times slower the machine may be than one that does nothing else. */
  readonly slowness: number;
  readonly onProgress?: (line: string) => void;
}

export interface FaultReport extends Inspection {
  readonly kills: number;
  readonly restarts: number;
  readonly faults: number;
  /** How many instances died, by boundary; those that none came to are there with 0. */
  readonly deaths: ReadonlyMap<string, number>;
  readonly made: ReadonlyMap<Fault, number>;
  /** Milliseconds between two messages in one channel, at the least. */
  readonly closest: number;
  /** Waits for a message that took longer than all that happened meanwhile explains. */
  readonly late: number;
}

const instanceCount = 2;
/** In so many rounds the database is restarted once. */
const restartEvery = 3;
const shareEvery = 4000;
const mostAsked = 80;

/**
 * Lets two instances deliver digests and incidents through a proxy in which calls go wrong, kills them at every step
 * boundary and at any moment, restarts the database under them, and then looks at what stands in Slack, in the queue
 * and in the rows.
 */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const { seed, rounds, killsEach, minutes = Number.POSITIVE_INFINITY, onProgress = () => {} } = options;
  const started = performance.now();
  const random = randomOf(seed);
  const database = await startFaultyDatabase();
  const witness = await startWitness();
  const store = openStore(database);
  const harms: Harm[] = [];
  let restarts = 0;
  let instances: Instances | undefined;
  const reaper = createReaper(random, () => instances);
  const proxy = await startFaultProxy({
    slackUrl: witness.slackUrl,
    random,
    rate: options.rate,
    onMoment: reaper.strikes,
  });
  const harm = (what: string) => harms.push({ at: Date.now(), what, workspaceId: null, channel: null });

  try {
    const homes = await prepare(store, await openChannels(witness, "incidents", options.workspaces));
    const channels = await openChannels(witness, "faults", options.channels);
    const places = channels.map((channelId, index) => ({ ...homeAt(homes, index), channelId }));
    const running = startInstances({
      count: instanceCount,
      databaseUrl: database.connectionString,
      token: witness.token,
      apiUrl: proxy.apiUrl,
      onDeath: () => harm("kill"),
    });
    instances = running;
    const mend = mender(store, witness);
    const isEnough = () =>
      total(running.deaths) >= options.until.kills && total(proxy.made) >= options.until.faults;

    for (let round = 0; round < rounds.most && (round < rounds.least || !isEnough()); round += 1) {
      const begun = performance.now();
      if (begun - started > minutes * 60_000) break;
      let ended = false;
      const killing = reaper.reap(killsEach, () => ended);
      const stirring = stir(store, { places, homes, random, shares: options.shares });
      const asking = askUntilPlanned(store, running, somewhere(places, random), `round ${round}`);
      if (round % restartEvery === 0) {
        await pause(800 + random() * 2000);
        restarts += 1;
        harm("restart");
        await database.restart(random() < 0.5 ? "fast" : "immediate");
      }
      await Promise.all([asking, stirring]);
      await untilEnded(store, mend);
      ended = true;
      await killing;
      onProgress(
        `round ${round + 1}, ${Math.round((performance.now() - begun) / 1000)} s: ${total(running.deaths)} kills, ${total(proxy.made)} faults`,
      );
    }

    proxy.calm();
    // What Slack refused of an incident is shown with its next evaluation.
    for (const home of homes) await stirIncidents(store, home, () => 1);
    await untilEnded(store, mend);
    const remains = await remainsOf(store);
    const all = [...channels, ...homes.map(({ channelId }) => channelId)];
    const inspection = await inspect({ store, witness, channels: all, mended: proxy.mended });
    const waits = await waitsOf(store);
    const late = unexplained(waits, [...harms, ...proxy.happenings], options.slowness);
    return {
      ...inspection,
      findings: [
        ...remains,
        ...inspection.findings,
        ...late.map(({ channel, from, to, excess, isFirst }) => {
          const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
          const what = isFirst ? "its digest" : "its next message";
          return `${channel} waited ${seconds(to - from)} s for ${what}, ${seconds(excess)} s longer than anything explains`;
        }),
      ],
      late: late.length,
      kills: total(running.deaths),
      deaths: new Map(
        [...boundaries.map(nameOf), anyMoment].map((name) => [name, running.deaths.get(name) ?? 0]),
      ),
      made: proxy.made,
      restarts,
      faults: total(proxy.made),
      closest: closestOf(proxy.posts),
    };
  } finally {
    instances?.stop();
    await store.destroy();
    await proxy.close();
    await witness.stop();
    await database.stop();
  }
}

/** Makes a share of the channels due after another, and something happen to a share of the incidents with each. */
async function stir(
  store: Store,
  {
    places,
    homes,
    random,
    shares,
  }: Pick<FaultOptions, "shares"> & {
    readonly places: readonly Place[];
    readonly homes: readonly Home[];
    readonly random: () => number;
  },
): Promise<void> {
  for (let share = 0; share < shares; share += 1) {
    const isOwn = (_: unknown, index: number) => index % shares === share;
    await persistently(() => makeDue(store, places.filter(isOwn)));
    for (const home of homes.filter(isOwn)) await persistently(() => stirIncidents(store, home, random));
    if (share < shares - 1) await pause(shareEvery);
  }
}

/** Whoever asks while the database is away asks again. */
async function persistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 10) throw error;
      await pause(500);
    }
  }
}

function homeAt(homes: readonly Home[], index: number): Home {
  const home = homes[index % homes.length];
  if (!home) throw new RangeError("there is no workspace");
  return home;
}

function somewhere(places: readonly Place[], random: () => number): Place {
  return homeAt(places, Math.floor(random() * places.length));
}

/** Somebody who wants a digest now, and asks again for as long as it is not on its way. */
async function askUntilPlanned(
  store: Store,
  running: Instances,
  place: Place,
  requestKey: string,
): Promise<void> {
  const delivery = { workspaceId: place.workspaceId, deliveryKey: `now:${place.channelId}:${requestKey}` };
  for (let asked = 0; asked < mostAsked; asked += 1) {
    running.sendNow(asked % instanceCount, { ...place, requestKey });
    await pause(1500);
    if (await findDelivery(store, delivery).catch(() => null)) return;
  }
  throw new Error(`Nobody sends ${requestKey}`);
}

/** Somebody who invites the bot again, or installs the app again. */
function mender(store: Store, witness: Witness): (place: Place) => Promise<void> {
  const log = createLog({ level: "silent" });
  const parts = {
    store,
    slack: new WebClient(witness.token, clientOptions(`${witness.slackUrl}/api/`, log)),
    renderer: { render: async () => onePixelPng },
    log,
    now: () => new Date(),
    sleep: (milliseconds: number) => pause(milliseconds),
    timing,
  };
  return (place) => resumeChannel(parts, place);
}

function closestOf(posts: ReadonlyMap<string, readonly number[]>): number {
  const gaps = [...posts.values()].flatMap((times) =>
    times.slice(1).map((at, index) => at - (times[index] ?? Number.NEGATIVE_INFINITY)),
  );
  return Math.min(...gaps);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
