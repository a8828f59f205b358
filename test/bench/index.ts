import type { BenchRow } from "./row.ts";
import { ackRow } from "./rows/ack.ts";
import { chartRow } from "./rows/chart.ts";
import { duckdbRow } from "./rows/duckdb.ts";
import { hubSpotLoadRow } from "./rows/hubspot-load.ts";
import { importRow } from "./rows/import.ts";
import { kpiAnswerRow } from "./rows/kpi-answer.ts";
import { refreshRow } from "./rows/refresh.ts";
import { remoteCellsRow } from "./rows/remote-cells.ts";
import { stopRow } from "./rows/stop.ts";
import { stormRow } from "./rows/storm.ts";

/** Every row of the table, in its order. */
export const rows: readonly BenchRow[] = [
  kpiAnswerRow,
  refreshRow,
  importRow,
  hubSpotLoadRow,
  remoteCellsRow,
  duckdbRow,
  chartRow,
  ackRow,
  stormRow,
  stopRow,
];
