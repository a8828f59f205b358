import { z } from "zod";

/**
 * What somebody has filled in, as Slack sends it: by block and element. An element that is empty has its value null;
 * whatever else may come in its place is read as empty.
 */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, object>>>>;

const option = z.object({ value: z.string() });
const shapes = {
  selected_conversation: z.string(),
  selected_time: z.string(),
  selected_option: option.transform(({ value }) => value),
  selected_options: z.array(option).transform((options) => options.map(({ value }) => value)),
  selected_users: z.array(z.string()),
  selected_user: z.string(),
  selected_date: z.string(),
  value: z.string(),
} as const;
type Shapes = typeof shapes;

/** Gives what an input of that id holds, or null when it is empty. */
export function valueIn<K extends keyof Shapes>(
  values: ViewValues,
  id: string,
  key: K,
): z.infer<Shapes[K]> | null {
  const element = values[id]?.[id];
  const held: unknown = element && Object.hasOwn(element, key) ? Reflect.get(element, key) : null;
  const { data } = shapes[key].safeParse(held);
  return (data as z.infer<Shapes[K]> | undefined) ?? null;
}
