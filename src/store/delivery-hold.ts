import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";

/** Names one delivery: its key is unique in its workspace. */
export interface DeliveryRef {
  readonly workspaceId: number;
  readonly deliveryKey: string;
}

/** A delivery that one process works on, until it stops renewing its hold. */
export interface HeldDelivery extends DeliveryRef {
  readonly holder: string;
  /** Milliseconds that a hold lasts after each sign of life. */
  readonly holdFor: number;
}

/** Another process took the delivery over, because this one gave no sign of life for too long. */
export class HoldLost extends Error {
  readonly code = "delivery-hold-lost";

  constructor({ deliveryKey }: DeliveryRef) {
    super(`The delivery ${deliveryKey} was taken over by another process`);
    this.name = "HoldLost";
  }
}

/** Takes a delivery that nobody works on; false when somebody does. Every record of its steps renews the hold. */
export async function holdDelivery(store: Store, held: HeldDelivery): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update deliveries set held_by = ${held.holder}, held_until = ${holdEnd(held)}
    where workspace_id = ${held.workspaceId} and delivery_key = ${held.deliveryKey}
      and (held_until is null or held_until < clock_timestamp())`.execute(store);
  return numAffectedRows === 1n;
}

/** Shows that the holders of deliveries live; what another process has taken over stays its own. */
export async function renewHolds(
  store: Store,
  held: readonly HeldDelivery[],
  holdFor: number,
): Promise<void> {
  await sql`
    update deliveries as delivery set held_until = ${holdEnd({ holdFor })}
    from unnest(${held.map(({ workspaceId }) => workspaceId)}::integer[],
      ${held.map(({ deliveryKey }) => deliveryKey)}::text[], ${held.map(({ holder }) => holder)}::uuid[])
      as held (workspace_id, delivery_key, holder)
    where delivery.workspace_id = held.workspace_id and delivery.delivery_key = held.delivery_key
      and delivery.held_by = held.holder`.execute(store);
}

/** Lets others work on the delivery at once. */
export async function releaseDelivery(store: Store, held: HeldDelivery): Promise<void> {
  await sql`
    update deliveries set held_by = null, held_until = null
    where workspace_id = ${held.workspaceId} and ${isHeld(held)}`.execute(store);
}

/** The condition, of a workspace's deliveries, of being the one that the holder holds. */
export function isHeld({ deliveryKey, holder }: HeldDelivery): RawBuilder<boolean> {
  return sql`delivery_key = ${deliveryKey} and held_by = ${holder}`;
}

/** Until when a sign of life at this moment keeps a hold. */
export function holdEnd({ holdFor }: Pick<HeldDelivery, "holdFor">): RawBuilder<Date> {
  return sql`clock_timestamp() + make_interval(secs => ${holdFor / 1000}::double precision)`;
}
