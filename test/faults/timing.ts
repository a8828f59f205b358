import type { QueueTiming } from "../../src/schedule/queue.ts";
import type { DeliveryTiming } from "../../src/usecases/delivery/timing.ts";

/** Everything that waits for the dead waits less than in earnest, or a test of hundreds of deaths took days. */
export const timing: DeliveryTiming = {
  holdFor: 2000,
  settle: 400,
  settleAfterTimeout: 900,
  onItsWay: 2500,
};
export const queueTiming: QueueTiming = { beatEvery: 250, deadAfter: 1200, pollEvery: 200 };
export const callTimeout = 700;
/** How long a slow call takes: longer than an instance waits for an answer, and not so long. */
export const slow = 900;
export const slowish = 450;
