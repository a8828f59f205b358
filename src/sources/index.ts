import { hubSpot } from "./hubspot/index.ts";
import { salesforce } from "./salesforce/index.ts";
import type { SourceType } from "./source.ts";
import { clickHouseSource, postgresSource } from "./sql/index.ts";

/** Every kind of source that is read on a schedule. Files and HTTP come by themselves. */
export const sourceTypes: readonly SourceType[] = [postgresSource, clickHouseSource, hubSpot, salesforce];
