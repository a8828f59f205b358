/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { createRoot } from "react-dom/client";
import type { Look } from "../look.ts";
import { App } from "./app.tsx";

const first: Look = JSON.parse(document.getElementById("look")?.textContent ?? "null");
const place = document.getElementById("page");
if (place !== null) createRoot(place).render(<App first={first} />);
