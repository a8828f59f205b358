import type { TaskList } from "graphile-worker";
import { z } from "zod";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import { type Job, putOff } from "../store/jobs.ts";
import { recordRunAttempt, recordRunWaits } from "../store/runs.ts";
import { workspaceById } from "../store/workspaces.ts";
import { deliverPlanned } from "../usecases/deliver-digest.ts";
import { clearFiles, clearingJob } from "../usecases/delivery/clear-files.ts";
import { DeliveryHeld } from "../usecases/delivery/hold.ts";
import { usualTiming } from "../usecases/delivery/timing.ts";
import { dropOldFacts } from "../usecases/drop-old-facts.ts";
import { showingJob } from "../usecases/incidents/change-incident.ts";
import { deliverIncidents } from "../usecases/incidents/deliver-incidents.ts";
import { evaluateWorkspace } from "../usecases/incidents/evaluate-workspace.ts";
import { droppingJob, evaluationJob } from "../usecases/plan-evaluations.ts";
import { runJob } from "../usecases/plan-runs.ts";
import { refresh } from "../usecases/refresh.ts";
import { type RunParts, runDigest } from "../usecases/run-digest.ts";
import { deliveryJob } from "../usecases/send-now.ts";
import { HandedBack } from "./patience.ts";

const attempt = z.number().int().min(0).default(0);
const runPayload = z.object({
  workspaceId: z.number().int(),
  subscriptionId: z.string(),
  dueAt: z.iso.datetime().transform((text) => new Date(text)),
  attempt,
});
const deliverPayload = z.object({ workspaceId: z.number().int(), deliveryKey: z.string(), attempt });

const incidentsPayload = z.object({ workspaceId: z.number().int(), attempt });
/** Of what is done once a day. */
const dayPayload = z.object({ workspaceId: z.number().int(), day: z.iso.date(), attempt });

export interface TaskParts extends RunParts {
  /** Told how each run ended, and how late after it was due, in milliseconds. */
  readonly onRunEnded: (state: string, delay: number) => void;
}

/** Gives what the queue's jobs do. None fails: what cannot be done now is put off. */
export function tasksOf(parts: TaskParts): TaskList {
  return {
    "run-digest": async (payload) => {
      const { attempt: before, ...ref } = runPayload.parse(payload);
      const log = parts.log.child({ run: `${ref.subscriptionId} ${ref.dueAt.toISOString()}` });
      const again = runJob(ref);
      await recordRunAttempt(parts.store, ref);
      await orLater({ ...parts, log }, again, before, async () => {
        const state = await runDigest({ ...parts, log }, ref);
        if (state === null) return;
        parts.onRunEnded(state, parts.now().getTime() - ref.dueAt.getTime());
        log.info({ ended: state, workspace: ref.workspaceId }, "A run has ended");
      }).then(async (reason) => {
        if (reason !== null) await recordRunWaits(parts.store, ref, reason);
      });
    },
    evaluate: async (payload) => {
      const { attempt: before, workspaceId, day } = dayPayload.parse(payload);
      await orLater(parts, evaluationJob(workspaceId, day), before, async () => {
        const [workspace, slack] = await Promise.all([
          workspaceById(parts.store, workspaceId),
          parts.clientOf(workspaceId),
        ]);
        if (!workspace || !slack) return;
        await parts.composing(() => refresh(parts.store, workspace, parts.now()));
        await evaluateWorkspace({ ...parts, slack }, workspace, parts.now());
      });
    },
    "drop-old-facts": async (payload) => {
      const { attempt: before, workspaceId, day } = dayPayload.parse(payload);
      await orLater(parts, droppingJob(workspaceId, day), before, async () => {
        const workspace = await workspaceById(parts.store, workspaceId);
        if (!workspace) return;
        const dropped = await parts.composing(() => dropOldFacts(parts.store, workspace, parts.now()));
        parts.log.info({ workspace: workspaceId, ...dropped }, "Old facts were dropped");
      });
    },
    "show-incidents": async (payload) => {
      const { attempt: before, workspaceId } = incidentsPayload.parse(payload);
      await orLater(parts, showingJob(workspaceId), before, async () => {
        const [workspace, slack] = await Promise.all([
          workspaceById(parts.store, workspaceId),
          parts.clientOf(workspaceId),
        ]);
        if (workspace && slack) await deliverIncidents({ ...parts, slack }, workspace, null);
      });
    },
    "clear-files": async (payload) => {
      const { attempt: before, ...ref } = deliverPayload.parse(payload);
      const timing = parts.timing ?? usualTiming;
      await orLater(parts, { ...clearingJob(ref, timing), delay: 0 }, before, async () => {
        const slack = await parts.clientOf(ref.workspaceId);
        if (slack) await clearFiles({ ...parts, slack }, ref, timing);
      });
    },
    deliver: async (payload) => {
      const { attempt: before, ...ref } = deliverPayload.parse(payload);
      await orLater(parts, deliveryJob(ref), before, async () => {
        const slack = await parts.clientOf(ref.workspaceId);
        if (slack) await deliverPlanned({ ...parts, slack }, ref);
      });
    },
  };
}

const longestPause = 60_000;

/** Does the work, or has it done later; gives why it is done later, or null when it is done. */
export async function orLater(
  { store, log }: { readonly store: Store; readonly log: Log },
  job: Job,
  before: number,
  work: () => Promise<void>,
): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const isExpected = error instanceof HandedBack || error instanceof DeliveryHeld;
    const delay = error instanceof HandedBack ? error.delay : pauseAfter(before);
    if (!isExpected) log.warn({ err: error, delay }, "Work is put off");
    const payload = { ...job.payload, attempt: isExpected ? before : before + 1 };
    await putOff(store, { ...job, payload, delay });
    return reasonOf(error);
  }
}

/** A second, doubling, at most a minute; by chance a little more or less, so that not all come at once. */
function pauseAfter(attempts: number): number {
  return Math.min(longestPause, 1000 * 2 ** Math.min(attempts, 6)) * (0.75 + Math.random() / 2);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "internal-error";
}
