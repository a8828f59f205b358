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

/**
 * Starts something and stops it on SIGINT or SIGTERM, also when the signal comes while it is starting; then ends the
 * process. A second signal ends it at once. Throws what `start` throws, unless that was the signal's doing.
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
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (abort.signal.aborted) process.exit(exitStatus.failed);
      onStopping();
      setTimeout(() => process.exit(exitStatus.failed), patience).unref();
      abort.abort();
      stop();
    });
  }
  try {
    running = await start(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) process.exit(exitStatus.done);
    throw error;
  }
  if (abort.signal.aborted) stop();
}
