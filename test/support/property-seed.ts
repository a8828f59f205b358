import fc from "fast-check";

/**
 * Whoever runs the tests gets the same cases as everyone else: a property that fails does so for the change at hand,
 * and not for a stranger on a Monday morning. `CONCORD_SEED=random` looks for new ones.
 */
const asked = process.env.CONCORD_SEED ?? "20261124";
if (asked !== "random") fc.configureGlobal({ seed: Number(asked) });
