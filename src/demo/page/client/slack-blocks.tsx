import { useEffect, useRef } from "react";
import { type Block, Message } from "slack-blocks-to-jsx";
import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, textOf } from "../../emulated-slack/api-call.ts";
import { useScene } from "./scene.tsx";

/** Draws blocks as Slack does, with mentions by name and pictures from this machine. */
export function SlackBlocks({ blocks }: { readonly blocks: readonly Fields[] }) {
  const { look, theme } = useScene();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => reachTables(place.current));
  return (
    <div className="blocks" ref={place}>
      <Message
        blocks={blocks.map(withLocalPicture) as unknown as Block[]}
        name=""
        logo=""
        theme={theme}
        withoutWrapper
        data={{
          users: look.people.map(({ id, realName }) => ({ id, name: realName })),
          channels: look.rooms.map(({ id, name }) => ({ id, name })),
        }}
      />
    </div>
  );
}

function withLocalPicture(block: Fields): Fields {
  const id = textOf(fieldsOf(block.slack_file).id);
  return block.type === "image" && id !== "" ? { ...block, image_url: `/files/${id}` } : block;
}

/** The library leaves wide tables out of the keyboard's reach. */
function reachTables(place: HTMLElement | null): void {
  for (const table of place?.querySelectorAll<HTMLElement>(".slack_blocks_to_jsx__table") ?? []) {
    table.tabIndex = 0;
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", "Table");
  }
}
