import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { DeathAt } from "./die-at.ts";

export interface Instances {
  /** Kills an instance now; false when it is not there at this moment. */
  kill(instance: number, boundary: string): boolean;
  /** Whether an instance is dead, or dying. */
  isDying(instance: number): boolean;
  /** Has the first instance that comes to one of these steps of the database die there. */
  arm(deaths: readonly DeathAt[]): void;
  /** Has an instance send a digest now, for as long as it lives. */
  sendNow(
    instance: number,
    wish: { readonly workspaceId: number; readonly channelId: string; readonly requestKey: string },
  ): void;
  /** How many died, by boundary. */
  readonly deaths: Map<string, number>;
  stop(): void;
}

export interface InstancesOptions {
  readonly count: number;
  readonly databaseUrl: string;
  readonly token: string;
  readonly apiUrl: (instance: number) => string;
  /** Told of each death. */
  readonly onDeath: (boundary: string) => void;
}

/** In so many lives one draws real charts. */
const realEvery = 4;

/**
 * Keeps so many instances alive: whoever dies is followed by one that waits for it, loaded already, as whoever runs
 * them would start them again.
 */
export function startInstances({ count, databaseUrl, token, apiUrl, onDeath }: InstancesOptions): Instances {
  const running = new Map<number, ChildProcess>();
  const dying = new Set<number>();
  const deaths = new Map<string, number>();
  const spares: ChildProcess[] = [];
  let armed: readonly DeathAt[] = [];
  let stopping = false;
  let lives = 0;

  const spare = (): ChildProcess => {
    const child = fork(path.join(import.meta.dirname, "app.ts"), {
      env: { ...process.env, DATABASE_URL: databaseUrl, SLACK_BOT_TOKEN: token },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    child.on("error", () => {});
    return child;
  };
  const died = (boundary: string) => {
    deaths.set(boundary, (deaths.get(boundary) ?? 0) + 1);
    onDeath(boundary);
  };

  function begin(instance: number): void {
    const child = spares.splice(0).find(({ exitCode }) => exitCode === null) ?? spare();
    spares.push(spare());
    running.set(instance, child);
    dying.delete(instance);
    const charts = lives % realEvery === 0 ? "real" : "one-pixel";
    lives += 1;
    child.send({ kind: "begin", apiUrl: apiUrl(instance), charts });
    child.send({ kind: "die-at", at: armed });
    let said = "";
    child.stdout?.on("data", (text) => {
      said += String(text);
    });
    child.once("exit", () => {
      // Nothing comes back to the dead, also while what it said is still on its way.
      if (running.get(instance) === child) running.delete(instance);
    });
    child.once("close", (_, signal) => {
      if (stopping) return;
      if (signal === "SIGKILL" && !dying.has(instance)) {
        // By its own hand, where it was told to.
        arm([]);
        died(said.trim());
      }
      begin(instance);
    });
  }

  function arm(at: readonly DeathAt[]): void {
    armed = at;
    for (const child of running.values()) child.send({ kind: "die-at", at }, () => {});
  }

  for (let instance = 0; instance < count; instance += 1) begin(instance);
  return {
    deaths,
    arm,
    isDying: (instance) => dying.has(instance) || !running.has(instance),
    sendNow: (instance, wish) => running.get(instance)?.send({ kind: "send-now", ...wish }, () => {}),
    kill: (instance, boundary) => {
      const child = running.get(instance);
      if (!child || dying.has(instance)) return false;
      dying.add(instance);
      child.kill("SIGKILL");
      died(boundary);
      return true;
    },
    stop: () => {
      stopping = true;
      for (const child of [...running.values(), ...spares]) child.kill("SIGKILL");
    },
  };
}
