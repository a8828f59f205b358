import { sql } from "kysely";
import type { Store } from "../database.ts";

/**
 * Names whatever a change can reach: an opportunity takes its acquisition channel and MQL day from its lead, a
 * lead its conversions from its opportunities (those linked now, and those linked before), a content use whether
 * its opportunity existed.
 */
export async function nameTouched(store: Store, workspaceId: number): Promise<void> {
  const taken = (entity: string) => sql`select id from fact_changes_taken where entity = ${sql.lit(entity)}`;
  await sql`
    create temporary table touched_leads on commit drop as
    ${taken("lead")}
    union
    select lead_id from opportunities
    where workspace_id = ${workspaceId} and lead_id is not null and opportunity_id in (${taken("opportunity")})
    union
    select lead_id from opportunity_journeys
    where workspace_id = ${workspaceId} and lead_id is not null and opportunity_id in (${taken("opportunity")})`.execute(
    store,
  );
  await sql`
    create temporary table touched_opportunities on commit drop as
    ${taken("opportunity")}
    union
    select opportunity_id from opportunities
    where workspace_id = ${workspaceId} and lead_id in (${taken("lead")})
    union
    select opportunity_id from content_uses
    where workspace_id = ${workspaceId} and opportunity_id is not null and use_id in (${taken("content-use")})
    union
    select opportunity_id from content_use_journeys
    where workspace_id = ${workspaceId} and opportunity_id is not null and use_id in (${taken("content-use")})`.execute(
    store,
  );
  await sql`
    create temporary table touched_uses on commit drop as
    ${taken("content-use")}
    union
    select use_id from content_uses
    where workspace_id = ${workspaceId} and asset_id in (${taken("asset")})
    union
    select use_id from content_uses
    where workspace_id = ${workspaceId} and opportunity_id in (${taken("opportunity")})`.execute(store);
}
