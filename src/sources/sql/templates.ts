/** What a new mapping begins with: every line that one may need, with what it means. */
export const sqlTemplate = `time_zone: UTC           # of timestamps that name no zone

# The stages in their order, where the workspace does not know them yet.
# stages: [Discovery, Demo, Proposal, Negotiation]

facts:
  leads:
    # A column that has a field's name is taken as it is; leave out what you do not have.
    query: |
      select lead_id, created_at, acquisition_channel, account_id, segment, mql_at, sql_at, disqualified_at, updated_at
      from leads
    cursor: updated_at   # rises with every change of a row; without it every sync reads all rows
    # deleted: is_deleted
  opportunities:
    query: |
      select opportunity_id, created_at, lead_id, account_id, stage, amount, currency, closed_at, outcome, updated_at
      from opportunities
    cursor: updated_at
    fields:
      amount: amount     # field: column
    values:
      outcome:
        Closed Won: won  # theirs: ours
        Closed Lost: lost
  # stage-changes, content, content-uses, sales-touches, visits and exchange-rates look the same.
`;
