import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { promisify } from "node:util";
import type { BenchRow } from "../row.ts";
import { side } from "../timing.ts";

const run = promisify(execFile);
const mostMemory = 400;
/** 190 calls in ten seconds, each with a page of 50 contacts and their history. */
const allowedPerSecond = (190 / 10) * 50;

export const hubSpotLoadRow: BenchRow = {
  name: "hubspot-load",
  about:
    "Contacts per second of a first load from HubSpot, beside what HubSpot's own limit of calls lets through",

  async *run({ server, importRows: contacts, say }) {
    const connection = await server.emptyDatabase("hubspot");
    say(`Loading ${contacts.toLocaleString("en")} contacts from a HubSpot`);
    const account = spawn(process.execPath, [
      path.join(import.meta.dirname, "../hubspot-many.ts"),
      String(contacts),
    ]);
    try {
      const [told] = await once(account.stdout, "data");
      const program = path.join(import.meta.dirname, "../hubspot-once.ts");
      const { stdout } = await run(process.execPath, [program, connection, String(told).trim()]);
      const { ms, inserted, peakMegabytes } = JSON.parse(stdout);
      if (inserted !== contacts) throw new Error(`${inserted} of ${contacts} contacts were stored`);
      const ours = side("first load", [(contacts / ms) * 1000]);
      yield {
        what: `${contacts.toLocaleString("en")} contacts`,
        unit: "rows/s",
        ours,
        theirs: side("HubSpot's limit", [allowedPerSecond]),
        ratio: allowedPerSecond / ours.median,
        goal: `HubSpot's limit is the slower, peak memory under ${mostMemory} MB`,
        reached: ours.median >= allowedPerSecond && peakMegabytes < mostMemory,
        beside: { "peak MB": peakMegabytes },
      };
    } finally {
      account.kill();
    }
  },
};
