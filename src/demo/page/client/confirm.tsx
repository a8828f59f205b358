import type { Fields } from "../../emulated-slack/api-call.ts";
import { fieldsOf, textOf } from "../../emulated-slack/api-call.ts";
import { Dialog } from "./dialog.tsx";

interface ConfirmProps {
  readonly confirm: unknown;
  onYes(): void;
  onNo(): void;
}

/** Asks before something is done, in the app's words. */
export function Confirm({ confirm, onYes, onNo }: ConfirmProps) {
  const asked: Fields = fieldsOf(confirm);
  const words = (part: string, otherwise: string) => textOf(fieldsOf(asked[part]).text) || otherwise;
  return (
    <Dialog title={words("title", "Are you sure?")} onClose={onNo} small>
      <p className="confirm-text">{words("text", "")}</p>
      <footer>
        <button type="button" className="plain" onClick={onNo}>
          {words("deny", "No")}
        </button>
        <button type="button" className={asked.style === "danger" ? "danger" : "primary"} onClick={onYes}>
          {words("confirm", "Yes")}
        </button>
      </footer>
    </Dialog>
  );
}
