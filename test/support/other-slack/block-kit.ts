import { z } from "zod";

/**
 * Block Kit as Slack's reference has it (docs.slack.dev/reference/block-kit, November 2026), written down apart from
 * the app's own limits: every property is known, every text has its length, every element stands where it may.
 */
const id = z.string().max(255).optional();
const text = (most: number, least = 1) => z.string().min(least).max(most);
const plain = (most: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: text(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal("mrkdwn"), text: text(most), verbatim: z.boolean().optional() });
const either = (most: number) => z.union([plain(most), mrkdwn(most)]);

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(["primary", "danger"]).optional(),
});
const option = z.strictObject({
  text: either(75),
  value: text(150),
  description: either(75).optional(),
  url: z.string().max(3000).optional(),
});
const options = (most: number) =>
  z
    .array(option)
    .min(1)
    .max(most)
    .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, "duplicate option values");
const common = { action_id: id, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = plain(150).optional();

const button = z.strictObject({
  type: z.literal("button"),
  text: plain(75),
  action_id: id,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const groups = z
  .array(z.strictObject({ label: plain(75), options: options(100) }))
  .max(100)
  .optional();
const among = (
  {
    options: list = [],
    option_groups: grouped = [],
  }: { options?: Option[] | undefined; option_groups?: { options: Option[] }[] | undefined },
  chosen: readonly Option[],
) => {
  const all = [...list, ...grouped.flatMap((group) => group.options)].map((each) => JSON.stringify(each));
  return chosen.every((each) => all.includes(JSON.stringify(each)));
};
type Option = z.infer<typeof option>;
const staticSelect = z
  .strictObject({
    type: z.literal("static_select"),
    ...common,
    placeholder,
    options: options(100).optional(),
    option_groups: groups,
    initial_option: option.optional(),
  })
  .refine((menu) => (menu.options === undefined) !== (menu.option_groups === undefined), "options missing")
  .refine((menu) => !menu.initial_option || among(menu, [menu.initial_option]), "initial_option is none");
const externalSelect = z.strictObject({
  type: z.literal("external_select"),
  ...common,
  placeholder,
  initial_option: option.optional(),
  min_query_length: z.number().int().min(0).optional(),
});
const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(["im", "mpim", "private", "public"]))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal("conversations_select"),
  ...common,
  placeholder,
  initial_conversation: z
    .string()
    .regex(/^[CDG][A-Z0-9]+$/)
    .optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: conversationFilter.optional(),
});
const usersSelect = z.strictObject({
  type: z.literal("users_select"),
  ...common,
  placeholder,
  initial_user: z
    .string()
    .regex(/^[UW][A-Z0-9]+$/)
    .optional(),
});
const multiUsersSelect = z.strictObject({
  type: z.literal("multi_users_select"),
  ...common,
  placeholder,
  initial_users: z.array(z.string().regex(/^[UW][A-Z0-9]+$/)).optional(),
  max_selected_items: z.number().int().min(1).optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal("multi_static_select"),
  ...common,
  placeholder,
  options: options(100),
  initial_options: z.array(option).min(1).optional(),
  max_selected_items: z.number().int().min(1).optional(),
});
const overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: id,
  options: options(5),
  confirm: confirm.optional(),
});
const boxes = (type: "checkboxes") =>
  z
    .strictObject({
      type: z.literal(type),
      ...common,
      options: options(10),
      initial_options: z.array(option).min(1).optional(),
    })
    .refine((list) => among(list, list.initial_options ?? []), "initial_options are none");
const radios = z
  .strictObject({
    type: z.literal("radio_buttons"),
    ...common,
    options: options(10),
    initial_option: option.optional(),
  })
  .refine((list) => !list.initial_option || among(list, [list.initial_option]), "initial_option is none");
const datepicker = z.strictObject({
  type: z.literal("datepicker"),
  ...common,
  placeholder,
  initial_date: z.iso.date().optional(),
});
const timepicker = z.strictObject({
  type: z.literal("timepicker"),
  ...common,
  placeholder,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  timezone: z.string().optional(),
});
const typed = { action_id: id, focus_on_load: z.boolean().optional(), placeholder };
const dispatching = z
  .strictObject({ trigger_actions_on: z.array(z.enum(["on_enter_pressed", "on_character_entered"])) })
  .optional();
const textInput = z.strictObject({
  type: z.literal("plain_text_input"),
  ...typed,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  dispatch_action_config: dispatching,
});
const numberInput = z.strictObject({
  type: z.literal("number_input"),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .optional(),
  min_value: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .optional(),
  max_value: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .optional(),
  dispatch_action_config: dispatching,
});
const smallImage = z.strictObject({
  type: z.literal("image"),
  image_url: z.url().max(3000),
  alt_text: text(2000),
});

const chosen = [button, staticSelect, externalSelect, conversationsSelect, usersSelect, overflow] as const;
const pickers = [boxes("checkboxes"), radios, datepicker, timepicker] as const;
const multiple = [multiUsersSelect, multiStaticSelect] as const;

const label20 = text(20).refine((label) => label.trim() !== "", "empty label");
const point = z.strictObject({ label: label20, value: z.number() });
const cartesian = z
  .strictObject({
    type: z.enum(["line", "bar", "area"]),
    series: z
      .array(z.strictObject({ name: label20, data: z.array(point).min(1).max(20) }))
      .min(1)
      .max(6),
    axis_config: z.strictObject({
      categories: z.array(label20).min(1).max(20),
      x_label: text(50).optional(),
      y_label: text(50).optional(),
    }),
  })
  .refine(
    ({ series, axis_config: { categories } }) =>
      new Set(categories).size === categories.length &&
      new Set(series.map(({ name }) => name)).size === series.length &&
      series.every(({ data }) => data.map(({ label }) => label).join("\n") === categories.join("\n")),
    "series do not follow the categories",
  );
const pie = z.strictObject({ type: z.literal("pie"), segments: z.array(point).min(1).max(12) });

const anywhere = [
  z.strictObject({ type: z.literal("divider"), block_id: id }),
  z.strictObject({ type: z.literal("header"), block_id: id, text: plain(150) }),
  z
    .strictObject({
      type: z.literal("section"),
      block_id: id,
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      accessory: z.union([...chosen, ...pickers, ...multiple, smallImage]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, "no text"),
  z.strictObject({
    type: z.literal("context"),
    block_id: id,
    elements: z
      .array(z.union([smallImage, either(2000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal("actions"),
    block_id: id,
    elements: z
      .array(z.union([...chosen, ...pickers]))
      .min(1)
      .max(25),
  }),
  z
    .strictObject({
      type: z.literal("image"),
      block_id: id,
      alt_text: text(2000),
      title: plain(2000).optional(),
      image_url: z.url().max(3000).optional(),
      slack_file: z.strictObject({ id: z.string().regex(/^F[A-Z0-9]+$/) }).optional(),
    })
    .refine((image) => (image.image_url === undefined) !== (image.slack_file === undefined), "no image"),
  z.strictObject({ type: z.literal("rich_text"), block_id: id, elements: z.array(z.unknown()).min(1) }),
] as const;
const cell = z.union([
  z.strictObject({ type: z.literal("raw_text"), text: text(3000) }),
  z.strictObject({ type: z.literal("rich_text"), elements: z.array(z.unknown()).min(1) }),
]);
const messageBlock = z.union([
  ...anywhere,
  z
    .strictObject({
      type: z.literal("table"),
      block_id: id,
      rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
      column_settings: z
        .array(
          z
            .strictObject({
              align: z.enum(["left", "center", "right"]).optional(),
              is_wrapped: z.boolean().optional(),
            })
            .nullable(),
        )
        .max(20)
        .optional(),
    })
    .refine(({ rows }) => new Set(rows.map((row) => row.length)).size === 1, "rows of different lengths"),
  z.strictObject({
    type: z.literal("data_visualization"),
    block_id: id,
    title: text(50),
    chart: z.union([cartesian, pie]),
  }),
  z.strictObject({ type: z.literal("markdown"), block_id: id, text: text(12_000) }),
]);
const inputBlock = z.strictObject({
  type: z.literal("input"),
  block_id: id,
  label: plain(2000),
  element: z.union([
    staticSelect,
    externalSelect,
    conversationsSelect,
    usersSelect,
    ...pickers,
    ...multiple,
    textInput,
    numberInput,
  ]),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});
const homeBlock = z.union([...anywhere, inputBlock]);
const modalBlock = z.union([
  ...anywhere,
  inputBlock,
  z.strictObject({
    type: z.literal("alert"),
    block_id: id,
    text: either(3000),
    level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
  }),
]);

const view = {
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
};
const modal = z
  .strictObject({
    type: z.literal("modal"),
    title: plain(24),
    blocks: z.array(modalBlock).min(1).max(100),
    close: plain(24).optional(),
    submit: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...view,
  })
  .refine(
    (shown) => shown.submit !== undefined || !shown.blocks.some(({ type }) => type === "input"),
    "missing submit beside inputs",
  );
const home = z.strictObject({ type: z.literal("home"), blocks: z.array(homeBlock).min(1).max(100), ...view });

/** Gives what Slack would object to in a message's blocks, one line each. */
export function messageObjections(blocks: unknown): readonly string[] {
  const parsed = z.array(messageBlock).max(50).safeParse(blocks);
  return [...issues(parsed.error, blocks), ...(parsed.data ? together(parsed.data, "message") : [])];
}

/** The same for a view that goes to `views.open`, `views.push`, `views.update` or comes in an acknowledgement. */
export function viewObjections(shown: unknown): readonly string[] {
  const isHome = (shown as { readonly type?: unknown } | null)?.type === "home";
  const parsed = (isHome ? home : modal).safeParse(shown);
  const blocks = (shown as { readonly blocks?: unknown } | null)?.blocks;
  return [...issues(parsed.error, blocks), ...(parsed.data ? together(parsed.data.blocks, "view") : [])];
}

function together(
  blocks: readonly { readonly type: string; readonly block_id?: string | undefined }[],
  where: "message" | "view",
): readonly string[] {
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  const count = (type: string) => blocks.filter((block) => block.type === type).length;
  const actions = blocks.flatMap((block) => {
    const { elements, accessory, element } = block as Readonly<Record<string, unknown>>;
    const all = [...(Array.isArray(elements) ? elements : []), accessory, element];
    return all.flatMap((each) => {
      const { action_id: action } = (each ?? {}) as { readonly action_id?: string };
      return action === undefined ? [] : [`${where === "view" ? "" : block.block_id} ${action}`];
    });
  });
  return [
    ...(new Set(ids).size === ids.length ? [] : ["block_id already exists"]),
    ...(where === "view" || new Set(actions).size === actions.length ? [] : ["action_id already exists"]),
    ...(count("table") > 1 ? ["only_one_table_allowed"] : []),
    ...(count("data_visualization") > 2 ? ["too many charts"] : []),
  ];
}

function issues(error: z.ZodError | undefined, blocks: unknown): readonly string[] {
  return (error?.issues ?? []).map((issue) => {
    const at = issue.path.filter((part) => typeof part !== "symbol");
    const index = at.find((part) => typeof part === "number");
    const block = typeof index === "number" && Array.isArray(blocks) ? blocks[index] : undefined;
    return `${issue.message} [json-pointer:/${at.join("/")}] ${detail(issue, block)}`;
  });
}

/** For a union: what the form with the block's own type objects to. */
function detail(issue: z.core.$ZodIssue, block: unknown): string {
  const inner = issue.code === "invalid_union" ? issue.errors : [];
  const own = inner.filter((list) => list.every(({ path }) => path.join("/") !== "type"));
  return `${own
    .flat()
    .map(({ message, path }) => `${path.join("/")}: ${message}`)
    .join("; ")} in ${JSON.stringify(block)?.slice(0, 600)}`;
}
