import { setTimeout as pause } from "node:timers/promises";
import { type Boundary, boundaries, nameOf } from "./boundaries.ts";
import type { Moment, Random } from "./fault-proxy.ts";
import type { Instances } from "./instances.ts";

export interface Reaper {
  /** Whether an instance dies at this moment of a call; whoever is dead hears nothing. */
  strikes(moment: Moment): boolean;
  /** Lets instances die, one after another, until that is enough: at most so many. */
  reap(atMost: number, isOver: () => boolean): Promise<void>;
}

export const anyMoment = "at any moment";
/** Of the deaths, the share that no step decides. */
const atAnyMoment = 0.12;
/** How many steps lie in wait at a time, those at which the fewest have died, and for how long: else more of them. */
const traps = [
  { count: 14, wait: 1500 },
  { count: 34, wait: 700 },
  { count: boundaries.length, wait: 1000 },
] as const;
const mostSkipped = 3;

/** Chooses where instances die: at each step about as often as at the others, and sometimes at any moment. */
export function createReaper(random: Random, instances: () => Instances | undefined): Reaper {
  let set: { readonly boundary: Boundary; skip: number }[] = [];

  const lay = (running: Instances, count: number) => {
    const deaths = (boundary: Boundary) => running.deaths.get(nameOf(boundary)) ?? 0;
    const order = boundaries
      .map((boundary) => ({ boundary, rank: deaths(boundary) + random() }))
      .toSorted((a, b) => a.rank - b.rank);
    set = order.slice(0, count).map(({ boundary }) => ({
      boundary,
      skip: Math.floor(random() * (deaths(boundary) > 0 ? mostSkipped : 1)),
    }));
    running.arm(
      set.flatMap(({ boundary: { place, step, when }, skip }) =>
        place === "database" ? [{ step, when, skip }] : [],
      ),
    );
  };
  const clear = (running: Instances) => {
    set = [];
    running.arm([]);
  };

  return {
    strikes: ({ instance, step, when }) => {
      const running = instances();
      if (!running || running.isDying(instance)) return true;
      const trap = set.find(
        ({ boundary }) => boundary.place === "slack" && boundary.step === step && boundary.when === when,
      );
      if (!trap) return false;
      trap.skip -= 1;
      if (trap.skip >= 0) return false;
      set = [];
      return running.kill(instance, nameOf(trap.boundary));
    },
    reap: async (atMost, isOver) => {
      const running = instances();
      if (!running) return;
      const total = () => [...running.deaths.values()].reduce((sum, count) => sum + count, 0);
      const begun = total();
      while (total() - begun < atMost && !isOver()) {
        const before = total();
        const isDone = () => total() > before || isOver();
        const waited = async (milliseconds: number) => {
          const until = performance.now() + milliseconds;
          while (!isDone() && performance.now() < until) await pause(5);
        };
        if (random() < atAnyMoment) {
          await waited(random() * 600);
          if (!isDone()) running.kill(random() < 0.5 ? 0 : 1, anyMoment);
        } else {
          for (const { count, wait } of traps) {
            if (isDone()) break;
            lay(running, count);
            await waited(wait);
          }
          clear(running);
        }
        if (!isOver()) await pause(random() * 250);
      }
    },
  };
}
