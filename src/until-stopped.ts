import { exitStatus } from "./errors.ts";

/** Something that runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
}

export interface UntilStoppedOptions {
  /** Starts it; a signal that comes meanwhile aborts, and what was started by then must be stopped again. */
  readonly start: (aborted: AbortSignal) => Promise<Running>;
  /** Told once when it begins to stop. */
  readonly onStopping: () => void;
  /** Told of an error while stopping. */
  readonly onError: (error: unknown) => void;
}

/** A stop that takes longer is cut short: every piece of work goes on from its checkpoint. */
const patience = 10_000;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts something and stops it on SIGINT, SIGTERM or SIGHUP, also when the signal comes while it is starting; then
 * ends the process. A second signal ends it at once. Throws what `start` throws, unless that was the signal's doing.
 */
export async function untilStopped({ start, onStopping, onError }: UntilStoppedOptions): Promise<void> {
  const abort = new AbortController();
  let running: Running | null = null;
  const stop = () => {
    if (running === null) return;
    running.stop().then(
      () => process.exit(exitStatus.done),
      (error: unknown) => {
        onError(error);
        process.exit(exitStatus.failed);
      },
    );
  };
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(exitStatus.failed);
    onStopping();
    setTimeout(() => process.exit(exitStatus.failed), patience).unref();
    abort.abort();
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  whenNpmEnds(onSignal);
  try {
    running = await start(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) process.exit(exitStatus.done);
    throw error;
  }
  if (abort.signal.aborted) stop();
}

const lookEvery = 1000;

/** npm hands a SIGTERM to the shell between us, which dies of it and tells nobody: then our parent is another one. */
function whenNpmEnds(tell: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    tell();
  }, lookEvery).unref();
}
