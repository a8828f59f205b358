import { parseArgs } from "node:util";
import { runFaults } from "./harness.ts";

/**
 * `npm run test:faults -- --seed S --rounds N --minutes N --channels N --workspaces N --shares N
 * --rate R --kills-each N --slowness N`: see `runFaults`.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "100" },
    minutes: { type: "string", default: "9" },
    channels: { type: "string", default: "12" },
    workspaces: { type: "string", default: "6" },
    shares: { type: "string", default: "4" },
    rate: { type: "string", default: "0.12" },
    "kills-each": { type: "string", default: "40" },
    slowness: { type: "string", default: "1" },
  },
});

const begun = Date.now();
const rounds = Number(values.rounds);
const report = await runFaults({
  seed: Number(values.seed),
  rounds: { least: rounds, most: rounds },
  until: { kills: 0, faults: 0 },
  minutes: Number(values.minutes),
  channels: Number(values.channels),
  workspaces: Number(values.workspaces),
  shares: Number(values.shares),
  rate: Number(values.rate),
  killsEach: Number(values["kills-each"]),
  slowness: Number(values.slowness),
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
const { kills, faults, digests, lost, doubled, orphans, restarts, closest, late, drawn, findings } = report;
const say = (line: string) => process.stdout.write(`${line}\n`);
for (const finding of findings) say(finding);
say("\nInstances that died, by step:");
for (const [boundary, count] of report.deaths) say(`${String(count).padStart(5)}  ${boundary}`);
say("\nFaults, by kind:");
for (const [fault, count] of report.made) say(`${String(count).padStart(5)}  ${fault}`);
const steps = [...report.deaths.values()];
say(
  `\n${steps.length} steps, each with ${Math.min(...steps)} deaths at the least; ${restarts} restarts of PostgreSQL; ${report.incidents} incidents with ${report.replies} further replies; ${drawn} digests with real charts; ${orphans} files left over; ${late} late without a reason; messages of a channel at least ${Math.round(closest)} ms apart; seed ${values.seed}; ${Math.round((Date.now() - begun) / 1000)} s`,
);
say(`${kills} kills, ${faults} faults, ${digests} digests, ${lost} lost, ${doubled} doubled`);
process.exitCode = findings.length === 0 && lost + doubled + orphans + late === 0 ? 0 : 1;
