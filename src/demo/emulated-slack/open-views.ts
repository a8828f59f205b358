import { type ApiAnswer, type ApiCall, type Fields, fieldsOf, textOf } from "./api-call.ts";

/** What each person has open: a stack of modals, and the app's Home. */
export interface OpenViews {
  /** Follows a successful `views.*` call. `userOf` tells whose trigger it used. */
  follow(call: ApiCall, answer: ApiAnswer, userOf: (triggerId: string) => string | null): string | null;
  modals(user: string): readonly Fields[];
  home(user: string): Fields | null;
  find(viewId: string): Fields | null;
  close(user: string, viewId: string): void;
  closeAll(user: string): void;
}

export function createOpenViews(): OpenViews {
  const stacks = new Map<string, readonly Fields[]>();
  const homes = new Map<string, Fields>();
  const stack = (user: string) => stacks.get(user) ?? [];
  const all = () => [...[...stacks.values()].flat(), ...homes.values()];
  const put = (user: string, view: Fields) => {
    const swap = (old: Fields) => (old.id === view.id ? view : old);
    if (homes.get(user)?.id === view.id) homes.set(user, view);
    stacks.set(user, stack(user).map(swap));
  };
  return {
    follow: ({ method, params }, answer, userOf) => {
      const view = fieldsOf(answer.view);
      if (method === "views.publish") {
        const user = textOf(params.user_id);
        homes.set(user, view);
        return user;
      }
      if (method === "views.update") {
        const user = [...stacks.keys(), ...homes.keys()].find((one) =>
          [...stack(one), homes.get(one)].some((open) => open?.id === view.id),
        );
        if (user !== undefined) put(user, view);
        return user ?? null;
      }
      const user = userOf(textOf(params.trigger_id));
      if (user === null) return null;
      stacks.set(user, method === "views.push" ? [...stack(user), view] : [view]);
      return user;
    },
    modals: stack,
    home: (user) => homes.get(user) ?? null,
    find: (viewId) => all().find((view) => view.id === viewId) ?? null,
    close: (user, viewId) => {
      stacks.set(
        user,
        stack(user).filter((view) => view.id !== viewId),
      );
    },
    closeAll: (user) => void stacks.delete(user),
  };
}
