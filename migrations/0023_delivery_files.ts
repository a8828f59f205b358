import { type Kysely, sql } from "kysely";

/** Every file that was ever asked for: none is forgotten until a message shows it, or it is surely gone from Slack. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table delivery_files (
      workspace_id integer not null,
      delivery_key text not null,
      -- Slack's id, given out before the upload.
      file_id text not null,
      chart_name text not null,
      granted_at timestamptz not null default clock_timestamp(),
      -- From then on no message will show it: it is removed from Slack.
      unused_since timestamptz,
      primary key (workspace_id, delivery_key, file_id),
      foreign key (workspace_id, delivery_key) references deliveries on delete cascade
    );

    insert into delivery_files (workspace_id, delivery_key, file_id, chart_name)
    select distinct on (workspace_id, delivery_key, file.value) workspace_id, delivery_key, file.value, file.key
    from deliveries, jsonb_each_text(file_grants || file_ids) as file
    where step <> 'done' and file.value is not null;

    update deliveries set step = 'planned', file_ids = '{}' where step <> 'done';
    update deliveries set file_ids = jsonb_strip_nulls(file_ids);
    comment on column deliveries.file_ids is 'By chart name, of the charts that its messages show.';
    alter table deliveries drop column file_grants;
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table deliveries add column file_grants jsonb not null default '{}';
    drop table delivery_files;
  `.execute(db);
}
