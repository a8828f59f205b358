import { setTimeout as sleep } from "node:timers/promises";
import { joinLocalPostgres } from "./local-postgres.ts";

/** A program: stops the server of the folder that it is given once nobody uses it; leaves it to whoever still does. */
const dataDir = process.argv[2] ?? "";

// The sessions of the process that ended take a moment to go, and until then they count as its use.
for (let attempt = 0; attempt < 20; attempt++) {
  await sleep(250);
  const server = await joinLocalPostgres(dataDir);
  if (server === null || (await server.stop()) === "shut-down") break;
}
