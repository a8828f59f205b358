import { useState } from "react";
import { Icon } from "./icon.tsx";
import { useScene } from "./scene.tsx";

interface ComposerProps {
  readonly room: string;
  readonly thread: string | null;
  readonly label: string;
  readonly suggestions?: readonly string[];
}

/** Where one types: a line that begins with a slash is a command, everything else a message. */
export function Composer({ room, thread, label, suggestions = [] }: ComposerProps) {
  const { act } = useScene();
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const send = async (line: string) => {
    if (line.trim() === "") return;
    const isCommand = line.trimStart().startsWith("/");
    if (isCommand && thread !== null) {
      setError("Slash commands do not work in threads. Type it in the channel.");
      return;
    }
    setText("");
    const outcome = await act(
      isCommand ? { kind: "command", room, text: line } : { kind: "say", room, thread, text: line },
    );
    setError(outcome.ok ? "" : outcome.error);
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send(text);
      }}
    >
      {suggestions.length === 0 ? null : (
        <div className="suggestions" role="group" aria-label="Commands to try">
          {suggestions.map((suggestion) => (
            <button type="button" key={suggestion} onClick={() => void send(suggestion)}>
              {suggestion}
            </button>
          ))}
        </div>
      )}
      <div className="composer-box">
        <textarea
          aria-label={label}
          placeholder={label}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              void send(text);
            }
          }}
        />
        <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ""}>
          <Icon shape="send" />
        </button>
      </div>
      <p className="composer-error" role="alert">
        {error}
      </p>
    </form>
  );
}
