import { useEffect, useState } from "react";
import type { Theme } from "./scene.tsx";

const key = "concord-theme";

/** The page's light: the reader's choice, else the system's. */
export function useTheme(): readonly [Theme, () => void] {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [system, setSystem] = useState<Theme>(dark.matches ? "dark" : "light");
  const [chosen, choose] = useState<string | null>(localStorage.getItem(key));
  useEffect(() => {
    const changed = (event: MediaQueryListEvent) => setSystem(event.matches ? "dark" : "light");
    dark.addEventListener("change", changed);
    return () => dark.removeEventListener("change", changed);
  }, []);
  const theme: Theme = chosen === "dark" || chosen === "light" ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [
    theme,
    () => {
      const other: Theme = theme === "dark" ? "light" : "dark";
      localStorage.setItem(key, other);
      choose(other);
    },
  ];
}
