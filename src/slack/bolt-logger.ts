import type { Logger } from "@slack/bolt";
import { LogLevel } from "@slack/bolt";
import type { Log } from "../log.ts";

/** Gives Bolt a logger that writes into ours. Levels are set on ours. */
export function boltLogger(log: Log): Logger {
  const say = (level: "debug" | "info" | "warn" | "error", details: readonly unknown[]) => {
    const err = details.find((detail) => detail instanceof Error);
    log[level](
      err ? { err } : {},
      details.map((detail) => (detail instanceof Error ? detail.message : String(detail))).join(" "),
    );
  };
  return {
    debug: (...details) => say("debug", details),
    // What Bolt tells about itself in passing is detail to us.
    info: (...details) => say("debug", details),
    warn: (...details) => say("warn", details),
    error: (...details) => say("error", details),
    setLevel: () => {},
    getLevel: () => (log.isLevelEnabled("debug") ? LogLevel.DEBUG : LogLevel.WARN),
    setName: () => {},
  };
}
