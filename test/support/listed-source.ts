import { z } from "zod";
import {
  defineSource,
  type ReadRequest,
  type SourceBatch,
  type SourceType,
} from "../../src/sources/source.ts";

/** What a test's source tells, and what it was asked. */
export interface Script {
  /** Told from the cursor's place on; a function is called first, and may throw. */
  batches: readonly (Omit<SourceBatch, "cursor" | "progress"> | (() => void | Promise<void>))[];
  readonly asked: ReadRequest[];
}

/** A type of source that tells what its script says: the runner's other side, without a network. */
export function listedSource(script: Script): SourceType {
  return defineSource({
    type: "listed",
    about: "what a test tells",
    secrets: [],
    template: "",
    everyMinutes: 15,
    lookBackMinutes: 60,
    config: z.object({}),
    open: () => ({
      async *read(request) {
        script.asked.push(request);
        const from = Number(request.cursor?.place ?? 0);
        let place = 0;
        for (const batch of script.batches) {
          if (typeof batch === "function") await batch();
          else if (++place > from)
            yield { ...batch, cursor: { place }, progress: { what: "facts", rows: place, of: null } };
        }
      },
      check: async () => ({ kinds: [], notes: [] }),
      close: async () => {},
    }),
  });
}
