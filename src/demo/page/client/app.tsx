import { useCallback, useEffect, useState } from "react";
import type { Look, Whereabouts } from "../look.ts";
import { Composer } from "./composer.tsx";
import { Home } from "./home.tsx";
import { Icon } from "./icon.tsx";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";
import { type Scene, SceneProvider } from "./scene.tsx";
import { Sidebar, type Tab } from "./sidebar.tsx";
import { fetchLook, sendAct, watchChanges } from "./slack-page.ts";
import { useTheme } from "./theme.ts";
import { ThreadPane } from "./thread-pane.tsx";

const commands = [
  "/kpi",
  "/kpi mql-to-opportunity",
  "/kpi cycle-time by stage",
  "/kpi warnings",
  "/kpi help",
];

/** The page: a workspace as Slack shows it, with one app in it. */
export function App({ first }: { readonly first: Look }) {
  const [at, go] = useState<Whereabouts>({ user: first.me, room: first.room, thread: null });
  const [look, setLook] = useState(first);
  const [tab, setTab] = useState<Tab>("room");
  const [menu, setMenu] = useState(false);
  const [theme, toggleTheme] = useTheme();

  const refresh = useCallback(async () => setLook(await fetchLook(at)), [at]);
  useEffect(() => {
    void refresh();
    return watchChanges(() => void refresh());
  }, [refresh]);
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) {
        go((before) => ({ ...before, thread: null }));
        setMenu(false);
      }
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, []);

  const show = (shown: Tab) => {
    setTab(shown);
    setMenu(false);
  };
  const scene: Scene = {
    look,
    theme,
    act: async (deed) => {
      const outcome = await sendAct({ ...deed, user: at.user } as Parameters<typeof sendAct>[0]);
      await refresh();
      return outcome;
    },
    openThread: (thread) => go({ ...at, thread }),
  };
  return (
    <SceneProvider value={scene}>
      <div className={at.thread === null || tab === "home" ? "app" : "app with-thread"} data-theme={theme}>
        <Sidebar
          tab={tab}
          open={menu}
          goToRoom={(room) => {
            go({ ...at, room, thread: null });
            show("room");
          }}
          goHome={() => show("home")}
          become={(user) => go({ ...at, user })}
          toggleTheme={toggleTheme}
        />
        <Main look={look} tab={tab} onMenu={() => setMenu(!menu)} menu={menu} />
        {look.thread !== null && at.thread !== null && tab === "room" ? (
          <ThreadPane thread={look.thread} onClose={() => go({ ...at, thread: null })} />
        ) : null}
        {look.modals.slice(-1).map((view) => (
          <Modal key={String(view.id)} view={view} />
        ))}
      </div>
    </SceneProvider>
  );
}

/** Where a conversation begins. */
function Beginning({ title, topic }: { readonly title: string; readonly topic: string }) {
  return (
    <div className="beginning">
      <h2>{title}</h2>
      <p>
        {topic === "" ? "" : `${topic}. `}
        This is where the conversation begins.
      </p>
    </div>
  );
}

interface MainProps {
  readonly look: Look;
  readonly tab: Tab;
  readonly menu: boolean;
  onMenu(): void;
}

function Main({ look, tab, menu, onMenu }: MainProps) {
  const room = look.rooms.find((one) => one.id === look.room);
  const title = tab === "home" ? "Concord" : room?.kind === "direct" ? "Concord" : `# ${room?.name ?? ""}`;
  return (
    <main className="main">
      <header className="main-header">
        <button
          type="button"
          className="icon menu-button"
          aria-expanded={menu}
          aria-label="Workspace menu"
          onClick={onMenu}
        >
          <Icon shape="menu" />
        </button>
        <h1>{title}</h1>
        <p className="topic">{tab === "home" ? "Home" : room?.topic}</p>
      </header>
      {tab === "home" ? (
        <Home />
      ) : (
        <>
          <MessageList
            key={look.room}
            label={`Messages in ${title}`}
            messages={look.messages}
            beginning={<Beginning title={title} topic={room?.topic ?? ""} />}
          />
          <Composer room={look.room} thread={null} label={`Message ${title}`} suggestions={commands} />
        </>
      )}
    </main>
  );
}
