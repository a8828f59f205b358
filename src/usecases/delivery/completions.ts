import type { HeldDelivery } from "../../store/delivery-hold.ts";
import type { FileParts } from "./files.ts";
import { gateOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { untilAnswered } from "./slack-calls.ts";

interface Waiting {
  readonly id: string;
  readonly title: string;
  readonly done: (refused: Refusal | null) => void;
  readonly fail: (error: unknown) => void;
}

/** Completes an upload; gives Slack's refusal, or null. */
export type Complete = (id: string, title: string) => Promise<Refusal | null>;

/** Gives what completes a delivery's uploads: those that wait for one call are completed by the next, all at once. */
export function createCompletions(parts: FileParts, { workspaceId }: HeldDelivery): Complete {
  const gate = gateOf(parts, workspaceId, "files.completeUploadExternal");
  let waiting: Waiting[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      let batch: readonly Waiting[] = waiting;
      try {
        await gate.enter();
        batch = waiting;
        waiting = [];
        const refused = await completeAll(batch);
        for (const { done } of batch) done(refused);
      } catch (error) {
        waiting = waiting.filter((each) => !batch.includes(each));
        for (const { fail } of batch) fail(error);
      }
    }
    isRunning = false;
  }

  async function completeAll(batch: readonly Waiting[]): Promise<Refusal | null> {
    const [first, ...others] = batch.map(({ id, title }) => ({ id, title }));
    if (!first) return null;
    const completed = await untilAnswered(
      () => parts.slack.files.completeUploadExternal({ files: [first, ...others] }),
      parts.sleep,
      entered(gate),
    );
    return completed.kind === "refused" ? new Refusal("files.completeUploadExternal", completed.error) : null;
  }

  return (id, title) =>
    new Promise((done, fail) => {
      waiting.push({ id, title, done, fail });
      if (!isRunning) void run();
    });
}

/** A gate through which the first call has come already. */
export function entered(gate: ReturnType<typeof gateOf>): ReturnType<typeof gateOf> {
  let isFirst = true;
  return {
    ...gate,
    enter: async () => {
      if (!isFirst) await gate.enter();
      isFirst = false;
    },
  };
}
