import { useEffect } from "react";
import { listOf, textOf } from "../../emulated-slack/api-call.ts";
import { Blocks } from "./blocks.tsx";
import { useScene } from "./scene.tsx";
import { SurfaceProvider, useSurface } from "./surface.tsx";

/** The app's own tab, which the app fills when somebody opens it. */
export function Home() {
  const { look, act } = useScene();
  const surface = useSurface({ kind: "view", id: textOf(look.home?.id) });
  useEffect(() => {
    void act({ kind: "home" });
  }, [look.me]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="home" role="region" aria-label="Concord, Home" tabIndex={0}>
      {look.home === null ? (
        <p className="empty">One moment …</p>
      ) : (
        <SurfaceProvider value={surface}>
          <Blocks blocks={listOf(look.home.blocks)} />
        </SurfaceProvider>
      )}
    </div>
  );
}
