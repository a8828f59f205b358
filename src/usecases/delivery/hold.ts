import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../../store/database.ts";
import {
  type DeliveryRef,
  type HeldDelivery,
  holdDelivery,
  releaseDelivery,
  renewHolds,
} from "../../store/delivery-hold.ts";
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
  const letGo = renewed(store, held);
  try {
    return await work(held);
  } finally {
    letGo();
    // Without the database the hold ends by itself.
    await releaseDelivery(store, held).catch(() => {});
  }
}

interface Renewal {
  readonly held: Set<HeldDelivery>;
  readonly timer: NodeJS.Timeout;
}

const renewals = new WeakMap<Store, Map<number, Renewal>>();

/** Renews a hold, together with all others of this process, until it is let go. */
function renewed(store: Store, one: HeldDelivery): () => void {
  const { holdFor } = one;
  const ofStore = renewals.get(store) ?? new Map<number, Renewal>();
  renewals.set(store, ofStore);
  const renewal = ofStore.get(holdFor) ?? startRenewal(store, holdFor);
  ofStore.set(holdFor, renewal);
  renewal.held.add(one);
  return () => {
    renewal.held.delete(one);
    if (renewal.held.size > 0) return;
    clearInterval(renewal.timer);
    ofStore.delete(holdFor);
  };
}

function startRenewal(store: Store, holdFor: number): Renewal {
  const held = new Set<HeldDelivery>();
  const timer = setInterval(() => {
    // Whoever lost the hold, or the database, learns it when recording the next step.
    renewHolds(store, [...held], holdFor).catch(() => {});
  }, holdFor / 3);
  return { held, timer };
}
