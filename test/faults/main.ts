import { parseArgs } from "node:util";
import { runFaults } from "./harness.ts";

/** `npm run test:faults -- --seed S --rounds N --channels N --rate R --kills-each N --minutes N`: see `runFaults`. */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    channels: { type: "string", default: "12" },
    rate: { type: "string", default: "0.1" },
    "kills-each": { type: "string", default: "16" },
    minutes: { type: "string", default: "9" },
  },
});

const begun = Date.now();
const report = await runFaults({
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  channels: Number(values.channels),
  rate: Number(values.rate),
  killsEach: Number(values["kills-each"]),
  minutes: Number(values.minutes),
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
const { kills, faults, digests, lost, doubled, orphans, restarts, closest, late, drawn, findings } = report;
const say = (line: string) => process.stdout.write(`${line}\n`);
for (const finding of findings) say(finding);
say("\nInstances that died, by step:");
for (const [boundary, count] of report.deaths) say(`${String(count).padStart(5)}  ${boundary}`);
say("\nFaults, by kind:");
for (const [fault, count] of report.made) say(`${String(count).padStart(5)}  ${fault}`);
say(
  `\n${restarts} restarts of PostgreSQL, ${drawn} digests with real charts, ${orphans} files left over, ${late} late without a reason, messages of a channel at least ${Math.round(closest)} ms apart, seed ${values.seed}, ${Math.round((Date.now() - begun) / 1000)} s`,
);
say(`${kills} kills, ${faults} faults, ${digests} digests, ${lost} lost, ${doubled} doubled`);
process.exitCode = findings.length === 0 && lost + doubled + orphans + late === 0 ? 0 : 1;
