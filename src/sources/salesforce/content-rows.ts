import type { RowTexts } from "../row-facts.ts";
import type { Row, SalesforceApi } from "./api.ts";
import type { SalesforceConfig } from "./config.ts";
import { conditionsFor, quoted } from "./soql.ts";

type Mapping = NonNullable<SalesforceConfig["content"]>;

const opportunityPrefix = "006";
const leadPrefix = "00Q";

export interface ContentRows {
  readonly content: readonly RowTexts[];
  readonly uses: readonly RowTexts[];
}

/**
 * Gives what lies in marketing's libraries and where sales used it: files that were attached to an opportunity or a
 * lead, and links that were made of them for somebody. An org has some hundred assets, so all are read each time.
 */
export async function contentRows(
  api: SalesforceApi,
  { libraries, journey_stage }: Mapping,
): Promise<ContentRows> {
  const names = libraries.map(quoted).join(", ");
  const workspaces = await api.rows(`SELECT Id FROM ContentWorkspace WHERE Name IN (${names})`);
  const members = await related(
    api,
    "ContentWorkspaceId",
    workspaces.flatMap(({ Id }) => Id ?? []),
    (where) => `SELECT ContentDocumentId FROM ContentWorkspaceDoc WHERE ${where}`,
  );
  const ids = [...new Set(members.flatMap(({ ContentDocumentId }) => ContentDocumentId ?? []))];
  const documents = await related(
    api,
    "Id",
    ids,
    (where) => `SELECT Id, Title, CreatedDate, ArchivedDate FROM ContentDocument WHERE ${where}`,
  );
  const stages =
    journey_stage === null
      ? []
      : await related(
          api,
          "ContentDocumentId",
          ids,
          (where) =>
            `SELECT ContentDocumentId, ${journey_stage} FROM ContentVersion WHERE IsLatest = true AND ${where}`,
        );
  const stageOf = new Map(stages.map((row) => [row.ContentDocumentId, row[journey_stage ?? ""] ?? null]));
  const links = await related(
    api,
    "ContentDocumentId",
    ids,
    (where) =>
      `SELECT Id, ContentDocumentId, LinkedEntityId, SystemModstamp FROM ContentDocumentLink WHERE ${where}`,
  );
  const distributions = await related(
    api,
    "ContentDocumentId",
    ids,
    (where) =>
      `SELECT Id, ContentDocumentId, RelatedRecordId, CreatedDate FROM ContentDistribution WHERE ${where}`,
  );
  return {
    content: documents.map(({ Id, Title, CreatedDate, ArchivedDate }) => ({
      asset_id: Id,
      title: Title,
      published_at: CreatedDate,
      retired_at: ArchivedDate ?? null,
      ...(journey_stage === null ? {} : { journey_stage: stageOf.get(Id ?? null) ?? null }),
    })),
    uses: [
      ...links
        .filter(
          ({ LinkedEntityId }) => isOf(LinkedEntityId, opportunityPrefix) || isOf(LinkedEntityId, leadPrefix),
        )
        .map((row) => useRow(row, row.LinkedEntityId, row.SystemModstamp)),
      ...distributions.map((row) => useRow(row, row.RelatedRecordId, row.CreatedDate)),
    ],
  };
}

function useRow(
  { Id, ContentDocumentId }: Row,
  record: string | null | undefined,
  at: string | null | undefined,
): RowTexts {
  return {
    use_id: Id,
    asset_id: ContentDocumentId,
    used_at: at,
    used_by: "sales",
    opportunity_id: isOf(record, opportunityPrefix) ? record : null,
  };
}

/** The first three characters of an id tell its object. */
function isOf(id: string | null | undefined, prefix: string): boolean {
  return id?.startsWith(prefix) === true;
}

async function related(
  api: SalesforceApi,
  field: string,
  ids: readonly string[],
  soql: (where: string) => string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const where of conditionsFor(field, ids)) rows.push(...(await api.rows(soql(where))));
  return rows;
}
