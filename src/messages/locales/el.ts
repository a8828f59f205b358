import type { Numbers } from "../numbers.ts";
import { greekAnswers } from "./el/answers.ts";
import { greekControls } from "./el/controls.ts";
import { greekDetails } from "./el/details.ts";
import { greekDigest } from "./el/digest.ts";
import { greekHome } from "./el/home.ts";
import { greekIncidents } from "./el/incidents.ts";
import { greekKpis } from "./el/kpis.ts";
import { greekModals } from "./el/modals.ts";
import type { Texts } from "./texts.ts";

/** Gives the Greek texts. */
export function greek(numbers: Numbers): Texts {
  return {
    kpis: greekKpis(numbers),
    ...greekDigest(numbers),
    ...greekDetails(numbers),
    ...greekAnswers(numbers),
    controls: greekControls(numbers),
    home: greekHome(numbers),
    modals: greekModals(numbers),
    incidents: greekIncidents(numbers),
  } satisfies Texts;
}
