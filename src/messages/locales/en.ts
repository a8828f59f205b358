import type { Numbers } from "../numbers.ts";
import { englishAnswers } from "./en/answers.ts";
import { englishControls } from "./en/controls.ts";
import { englishDetails } from "./en/details.ts";
import { englishDigest } from "./en/digest.ts";
import { englishHome } from "./en/home.ts";
import { englishIncidents } from "./en/incidents.ts";
import { englishKpis } from "./en/kpis.ts";
import { englishModals } from "./en/modals.ts";
import type { Texts } from "./texts.ts";

/** Gives the English texts. */
export function english(numbers: Numbers): Texts {
  return {
    kpis: englishKpis(numbers),
    ...englishDigest(numbers),
    ...englishDetails(numbers),
    ...englishAnswers(numbers),
    controls: englishControls(numbers),
    home: englishHome(numbers),
    modals: englishModals(numbers),
    incidents: englishIncidents(numbers),
  } satisfies Texts;
}
