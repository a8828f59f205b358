import { parseArgs } from "node:util";
import { runFaults } from "./harness.ts";

/** `npm run test:faults -- --seed S --rounds N --channels N --rate R`: see `runFaults`. */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "60" },
    channels: { type: "string", default: "6" },
    rate: { type: "string", default: "0.12" },
  },
});

const begun = Date.now();
const report = await runFaults({
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  channels: Number(values.channels),
  rate: Number(values.rate),
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
const { kills, faults, digests, lost, doubled, orphans, restarts, closest, findings } = report;
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stdout.write(
  `${kills} kills, ${faults} faults, ${digests} digests, ${lost} lost, ${doubled} doubled\n`,
);
process.stdout.write(
  `${restarts} restarts of PostgreSQL, ${orphans} files left over, messages of a channel at least ${Math.round(closest)} ms apart, ${Math.round((Date.now() - begun) / 1000)} s\n`,
);
process.exitCode = findings.length === 0 && lost + doubled + orphans === 0 ? 0 : 1;
