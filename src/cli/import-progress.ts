import { Presets, SingleBar } from "cli-progress";
import type { FactKind } from "../funnel/facts.ts";
import type { ImportProgress } from "../usecases/import-facts.ts";

/** A progress bar on standard error, with the rate in rows and the time left, by bytes. */
export function importProgress(kind: FactKind): {
  readonly update: (progress: ImportProgress) => void;
  readonly stop: () => void;
} {
  const started = performance.now();
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `${kind} [{bar}] {percentage}% | {rows} rows, {rate}/s | {state}`,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.rect,
  );
  bar.start(1, 0, { rows: "0", rate: "0", state: "" });
  return {
    update: ({ bytesRead, bytes, rows }) => {
      const seconds = (performance.now() - started) / 1000;
      bar.setTotal(bytes);
      bar.update(bytesRead, {
        rows: rows.toLocaleString("en"),
        rate: Math.round(rows / Math.max(seconds, 0.001)).toLocaleString("en"),
        state:
          bytesRead < bytes
            ? `${Math.ceil((seconds * (bytes - bytesRead)) / Math.max(bytesRead, 1))} s left`
            : "storing",
      });
    },
    stop: () => bar.stop(),
  };
}
