import { useState } from "react";
import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, listOf, textOf } from "../../emulated-slack/api-call.ts";
import { Blocks } from "./blocks.tsx";
import { Dialog } from "./dialog.tsx";
import { useScene } from "./scene.tsx";
import { type Surface, SurfaceProvider, useSurface } from "./surface.tsx";

/** A modal that the app opened. */
export function Modal({ view }: { readonly view: Fields }) {
  const { act } = useScene();
  const id = textOf(view.id);
  const surface = useSurface({ kind: "view", id });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const words = (part: string, otherwise: string) => textOf(fieldsOf(view[part]).text) || otherwise;
  const blocks = listOf(view.blocks);
  const submit = async () => {
    const missing = missingIn(blocks, surface);
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    const outcome = await act({ kind: "submit", view: id, values: surface.values() });
    setBusy(false);
    if (outcome.ok) return;
    setErrors(outcome.errors ?? {});
    setFailure(outcome.error);
  };
  const close = () => void act({ kind: "close", view: id });
  return (
    <Dialog title={words("title", "")} onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="modal-body">
          <SurfaceProvider value={surface}>
            <Blocks blocks={blocks} errors={errors} />
          </SurfaceProvider>
        </div>
        <p className="error" role="alert">
          {failure}
        </p>
        <footer>
          <button type="button" className="plain" onClick={close}>
            {words("close", "Cancel")}
          </button>
          {view.submit === null || view.submit === undefined ? null : (
            <button type="submit" className="primary" disabled={busy}>
              {words("submit", "Submit")}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

/** Slack itself asks for what is left out, before the app hears of it. */
function missingIn(blocks: readonly Fields[], surface: Surface): Readonly<Record<string, string>> {
  const values = surface.values();
  const missing = blocks.filter((block) => {
    if (block.type !== "input" || block.optional === true) return false;
    const element = fieldsOf(block.element);
    const { type: _, ...value } = fieldsOf(
      fieldsOf(values[textOf(block.block_id)])[textOf(element.action_id)],
    );
    const [given] = Object.values(value);
    return (
      given === null || given === undefined || given === "" || (Array.isArray(given) && given.length === 0)
    );
  });
  return Object.fromEntries(
    missing.map((block) => [textOf(block.block_id), "Please complete this required field."]),
  );
}
