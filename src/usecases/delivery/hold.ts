import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../../store/database.ts";
import {
  type DeliveryRef,
  type HeldDelivery,
  holdDelivery,
  releaseDelivery,
  renewHold,
} from "../../store/deliveries.ts";
import type { Sleep } from "./slack-calls.ts";

/** Another process works on the delivery, and did not end in time. */
export class DeliveryHeld extends Error {
  readonly code = "delivery-held";

  constructor({ deliveryKey }: DeliveryRef) {
    super(`Another process works on the delivery ${deliveryKey}`);
    this.name = "DeliveryHeld";
  }
}

const look = 100;

/**
 * Does the work while no other process works on the same delivery; waits for those that do. Throws `DeliveryHeld`
 * when that takes longer than twice the time that a hold outlives its holder.
 */
export async function whileHeld<T>(
  { store, sleep }: { readonly store: Store; readonly sleep: Sleep },
  ref: DeliveryRef,
  holdFor: number,
  work: (held: HeldDelivery) => Promise<T>,
): Promise<T> {
  const held: HeldDelivery = { ...ref, holder: randomUUID(), holdFor };
  for (let waited = 0; !(await holdDelivery(store, held)); waited += look) {
    if (waited > 2 * holdFor) throw new DeliveryHeld(ref);
    // A stop ends it here.
    await sleep(0);
    await pause(look);
  }
  const renewing = setInterval(() => {
    // Whoever lost the hold, or the database, learns it when recording the next step.
    renewHold(store, held).catch(() => {});
  }, holdFor / 3);
  try {
    return await work(held);
  } finally {
    clearInterval(renewing);
    // Without the database the hold ends by itself.
    await releaseDelivery(store, held).catch(() => {});
  }
}
