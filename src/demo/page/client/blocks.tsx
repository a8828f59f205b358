import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, isFields, listOf, textOf } from "../../emulated-slack/api-call.ts";
import { Control } from "./control.tsx";
import { SlackBlocks } from "./slack-blocks.tsx";

interface BlocksProps {
  readonly blocks: readonly Fields[];
  readonly errors?: Readonly<Record<string, string>>;
}

/** Draws blocks: what is read as Slack draws it, what is used with controls that do something. */
export function Blocks({ blocks, errors = {} }: BlocksProps) {
  return (
    <div className="block-list">
      {blocks.map((block, index) => (
        <OneBlock
          key={textOf(block.block_id) || index}
          block={block}
          error={errors[textOf(block.block_id)] ?? null}
        />
      ))}
    </div>
  );
}

function OneBlock({ block, error }: { readonly block: Fields; readonly error: string | null }) {
  const blockId = textOf(block.block_id);
  if (block.type === "actions") {
    return (
      <div className="actions">
        {listOf(block.elements).map((element) => (
          <Control key={String(element.action_id)} blockId={blockId} element={element} dispatches />
        ))}
      </div>
    );
  }
  if (block.type === "input") return <InputBlock block={block} blockId={blockId} error={error} />;
  const accessory = block.accessory;
  if (block.type === "section" && isFields(accessory) && accessory.type !== "image") {
    const { accessory: _, ...plain } = block;
    return (
      <div className="section">
        <SlackBlocks blocks={[plain]} />
        <Control blockId={blockId} element={accessory} dispatches />
      </div>
    );
  }
  return <SlackBlocks blocks={[block]} />;
}

function InputBlock({
  block,
  blockId,
  error,
}: {
  readonly block: Fields;
  readonly blockId: string;
  readonly error: string | null;
}) {
  const element = fieldsOf(block.element);
  const id = `input-${blockId}`;
  const label = textOf(fieldsOf(block.label).text);
  const hint = textOf(fieldsOf(block.hint).text);
  const optional = block.optional === true;
  const grouped =
    ["checkboxes", "radio_buttons"].includes(String(element.type)) ||
    String(element.type).startsWith("multi_");
  const said = [error === null ? null : `${id}-error`, hint === "" ? null : `${id}-hint`].filter(
    (one) => one !== null,
  );
  return (
    <div className="input-block" {...(grouped ? { role: "group", "aria-labelledby": `${id}-label` } : {})}>
      <label id={`${id}-label`} htmlFor={grouped ? undefined : id}>
        {label}
        {optional ? <span className="optional"> (optional)</span> : null}
      </label>
      <Control
        blockId={blockId}
        element={element}
        dispatches={block.dispatch_action === true}
        id={id}
        describedBy={said.join(" ")}
        invalid={error !== null}
      />
      {error === null ? null : (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint === "" ? null : (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
