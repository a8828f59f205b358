import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { createLog } from "../../src/log.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore } from "../../src/store/database.ts";
import { resumeChannel } from "../../src/usecases/resume-channel.ts";
import { type Boundary, boundaries, nameOf } from "./boundaries.ts";
import { startFaultyDatabase } from "./database.ts";
import { type Fault, type Moment, type Random, randomOf, startFaultProxy } from "./fault-proxy.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { type Instances, startInstances } from "./instances.ts";
import { type Harm, unexplained, type Wait } from "./lateness.ts";
import { remainsOf } from "./remains.ts";
import { makeDue, type Place, prepare, untilEnded } from "./rounds.ts";
import { openChannels, startWitness } from "./witness.ts";

export interface FaultOptions {
  readonly seed: number;
  /** In each round every channel is due once, while instances die at step boundaries and at any moment. */
  readonly rounds: number;
  /** No round begins after so many. */
  readonly minutes?: number;
  readonly channels: number;
  /** The share of calls that meet a fault. */
  readonly rate: number;
  /** At most so many die in a round. */
  readonly killsEach: number;
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
const anyMoment = "at any moment";
/** Of the deaths, the share that no step decides. */
const atAnyMoment = 0.2;
/** How long is waited for somebody to come to a step. */
const patience = 1500;
const restartEvery = 3;

/**
 * Lets two instances deliver digests through a proxy in which calls go wrong, kills them at every step boundary and at
 * any moment, restarts the database under them, and then looks at what stands in Slack.
 */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const { seed, rounds, killsEach, minutes = Number.POSITIVE_INFINITY, onProgress = () => {} } = options;
  const started = performance.now();
  const random = randomOf(seed);
  const database = await startFaultyDatabase();
  const witness = await startWitness();
  const store = openStore(database);
  const harms: Harm[] = [];
  const waits: Wait[] = [];
  let restarts = 0;
  let target: { readonly boundary: Boundary; skip: number } | null = null;
  let instances: Instances | undefined;

  const isDead = ({ instance, step, when }: Moment): boolean => {
    if (!instances || instances.isDying(instance)) return true;
    const isTarget =
      target?.boundary.place === "slack" && target.boundary.step === step && target.boundary.when === when;
    if (!target || !isTarget) return false;
    target.skip -= 1;
    if (target.skip >= 0) return false;
    const { boundary } = target;
    target = null;
    return instances.kill(instance, nameOf(boundary));
  };
  const proxy = await startFaultProxy({
    slackUrl: witness.slackUrl,
    random,
    rate: options.rate,
    onMoment: isDead,
  });
  const order = shuffled(boundaries, random);

  /** Lets instances die, one after another, until the round has ended. */
  async function kill(running: Instances, hasEnded: () => boolean): Promise<void> {
    for (let kills = 0; kills < killsEach && !hasEnded(); ) {
      const before = total(running.deaths);
      const isOver = () => total(running.deaths) > before || hasEnded();
      if (random() < atAnyMoment) {
        await pause(random() * 800);
        running.kill(Math.floor(random() * instanceCount), anyMoment);
      } else {
        const boundary = order.next();
        target = { boundary, skip: Math.floor(random() * (boundary.step === "runs are made" ? 1 : 3)) };
        if (boundary.place === "database") running.arm(target);
        const until = performance.now() + patience;
        while (!isOver() && performance.now() < until) await pause(10);
        // A step that nobody comes to now has its turn again later.
        if (total(running.deaths) === before) order.putBack(boundary);
        target = null;
        if (boundary.place === "database") running.arm(null);
      }
      if (total(running.deaths) > before) kills += 1;
      await pause(random() * 500);
    }
  }

  try {
    const places = await prepare(store, await openChannels(witness, options.channels));
    const running = startInstances({
      count: instanceCount,
      databaseUrl: database.connectionString,
      token: witness.token,
      apiUrl: proxy.apiUrl,
      onDeath: (boundary) => {
        harms.push({ at: performance.now(), what: "kill", channel: null });
        if (target && nameOf(target.boundary) === boundary) target = null;
      },
    });
    instances = running;
    const mend = mender(store, witness);
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      if (begun - started > minutes * 60_000) break;
      const seen = proxy.happenings.length;
      await makeDue(store, places);
      let ended = false;
      const killing = kill(running, () => ended);
      if (round % restartEvery === 0) {
        await pause(800 + random() * 2000);
        restarts += 1;
        harms.push({ at: performance.now(), what: "restart", channel: null });
        await database.restart(random() < 0.5 ? "fast" : "immediate");
      }
      await untilEnded(store, mend);
      ended = true;
      await killing;
      const now = proxy.happenings.slice(seen);
      harms.push(...now.filter(({ what }) => what !== "post"));
      waits.push(...waitsOf(places, now, begun));
      onProgress(
        `round ${round + 1} of ${rounds}, ${Math.round((performance.now() - begun) / 1000)} s: ${total(running.deaths)} kills, ${total(proxy.made)} faults`,
      );
    }
    proxy.calm();
    const remains = await remainsOf(store);
    const inspection = await inspect({ store, witness, places, mended: proxy.mended });
    const late = unexplained(waits, harms);
    return {
      ...inspection,
      findings: [
        ...remains,
        ...inspection.findings,
        ...late.map(({ channel, from, to, excess }) => {
          const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
          return `${channel} waited ${seconds(to - from)} s, ${seconds(excess)} s longer than anything explains`;
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
      closest: Math.min(...waits.filter(({ isFirst }) => !isFirst).map(({ from, to }) => to - from)),
    };
  } finally {
    instances?.stop();
    await store.destroy();
    await proxy.close();
    await witness.stop();
    await database.stop();
  }
}

/** Gives the items in an order by chance, each as often as the others. */
function shuffled<T>(items: readonly T[], random: Random) {
  let left: T[] = [];
  return {
    next: (): T => {
      if (left.length === 0) left = [...items];
      const [item] = left.splice(Math.floor(random() * left.length), 1);
      if (item === undefined) throw new RangeError("nothing to choose from");
      return item;
    },
    putBack: (item: T) => void left.push(item),
  };
}

/** Somebody who invites the bot again, or installs the app again. */
function mender(
  store: ReturnType<typeof openStore>,
  witness: Awaited<ReturnType<typeof startWitness>>,
): (place: Place) => Promise<void> {
  const log = createLog({ level: "silent" });
  const parts = {
    store,
    slack: new WebClient(witness.token, clientOptions(`${witness.slackUrl}/api/`, log)),
    renderer: { render: async () => new Uint8Array() },
    log,
    now: () => new Date(),
    sleep: (milliseconds: number) => pause(milliseconds),
  };
  return (place) => resumeChannel(parts, place);
}

function waitsOf(
  places: readonly Place[],
  happenings: readonly { readonly at: number; readonly what: string; readonly channel: string | null }[],
  begun: number,
): readonly Wait[] {
  return places.flatMap(({ channelId: channel }) => {
    const posts = happenings.filter((each) => each.what === "post" && each.channel === channel);
    return posts.map(({ at: to }, index) => ({
      channel,
      from: posts[index - 1]?.at ?? begun,
      to,
      isFirst: index === 0,
    }));
  });
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
