import { Avatar } from "./avatar.tsx";
import { Icon } from "./icon.tsx";
import { useScene } from "./scene.tsx";

export type Tab = "room" | "home";

interface SidebarProps {
  readonly tab: Tab;
  readonly open: boolean;
  goToRoom(room: string): void;
  goHome(): void;
  become(user: string): void;
  toggleTheme(): void;
}

/** The workspace: its channels, its app, and who one is. */
export function Sidebar({ tab, open, goToRoom, goHome, become, toggleTheme }: SidebarProps) {
  const { look, theme } = useScene();
  const current = (is: boolean) => (is ? ("page" as const) : undefined);
  const me = look.people.find((one) => one.id === look.me);
  return (
    <nav className={open ? "sidebar open" : "sidebar"} aria-label="Workspace">
      <p className="team">{look.team}</p>
      <h2>Channels</h2>
      <ul>
        {look.rooms
          .filter((room) => room.kind === "channel" && !room.archived)
          .map((room) => (
            <li key={room.id}>
              <button
                type="button"
                aria-current={current(tab === "room" && room.id === look.room)}
                onClick={() => goToRoom(room.id)}
              >
                <span aria-hidden="true"># </span>
                {room.name}
              </button>
            </li>
          ))}
      </ul>
      <h2>Apps</h2>
      <ul>
        <li>
          <button type="button" aria-current={current(tab === "home")} onClick={goHome}>
            <img src="/concord.svg" alt="" width={20} height={20} /> Concord
          </button>
        </li>
        {look.rooms
          .filter((room) => room.kind === "direct")
          .map((room) => (
            <li key={room.id}>
              <button
                type="button"
                aria-current={current(tab === "room" && room.id === look.room)}
                onClick={() => goToRoom(room.id)}
              >
                Messages from Concord
              </button>
            </li>
          ))}
      </ul>
      <div className="me">
        <Avatar name={me?.realName ?? ""} bot={false} />
        <label>
          You are
          <select value={look.me} onChange={(event) => become(event.target.value)}>
            {look.people
              .filter((one) => !one.bot)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {`${one.realName}, ${one.title} (${languageOf(one.locale)})`}
                </option>
              ))}
          </select>
        </label>
        <button type="button" className="theme" onClick={toggleTheme}>
          <Icon shape={theme === "dark" ? "sun" : "moon"} size={15} />
          {theme === "dark" ? "Light" : "Dark"}
        </button>
      </div>
    </nav>
  );
}

function languageOf(locale: string): string {
  const language = locale.split("-")[0] ?? "en";
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? locale;
}
