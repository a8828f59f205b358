import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/warnings/evaluate.ts";
import type { History } from "../../src/warnings/history.ts";
import type { Member } from "../../src/warnings/incident.ts";
import { endingOf, holdersOf, volumeOf } from "../../src/warnings/incident-endings.ts";
import { thresholdFor } from "../../src/warnings/incident-thresholds.ts";
import { type FallingParts, fallingHistory } from "../support/falling-history.ts";
import { monday } from "../support/warnings.ts";

/** The member of an incident that this history opened. */
function opened(history: History): Member {
  const [warning] = evaluate(history);
  if (!warning) throw new Error("Nothing fired.");
  const { from, to } = warning.evidence;
  return {
    fired: warning,
    latest: warning,
    seenOn: history.asOf,
    threshold: thresholdFor(history, warning),
    volume: volumeOf(history, from, to),
    ended: null,
  };
}

const later = (parts: FallingParts) => fallingHistory({ asOf: monday + 126, ...parts });

describe("a breach that no rule sees any more", () => {
  test("recovered when weeks that came since closed it", () => {
    const history = later({ recoversOn: monday });
    expect(evaluate(history)).toEqual([]);
    expect(endingOf(history, opened(fallingHistory()))).toBe("recovered");
  });

  test("was the data when by today's facts it never was there", () => {
    const mended = fallingHistory({ asOf: monday + 1, factor: 1 });
    expect(endingOf(mended, opened(fallingHistory()))).toBe("corrected");
  });

  test("is not over while half of what stood behind it is missing", () => {
    const mended = fallingHistory({ asOf: monday + 1, factor: 1 });
    const halved: History = {
      ...mended,
      total: {
        ...mended.total,
        cells: new Map(
          [...mended.total.cells].map(([measure, cells]) => [
            measure,
            cells.filter(({ day }) => day % 2 === 0),
          ]),
        ),
      },
    };
    expect(endingOf(halved, opened(fallingHistory()))).toBeNull();
  });

  test("is not over when everything is gone", () => {
    const nothing: History = {
      ...fallingHistory(),
      total: { ...fallingHistory().total, cells: new Map() },
    };
    expect(endingOf(nothing, opened(fallingHistory()))).toBeNull();
  });

  test("is not over while a source that its rule depends on is silent", () => {
    const staleSources = [
      { source: "CRM", kinds: ["leads"], lastReceived: monday + 100, staleSince: monday + 110 },
    ] as const;
    const history = later({ recoversOn: monday, staleSources });
    expect(endingOf(history, opened(fallingHistory()))).toBeNull();
    expect(holdersOf(history, "mql-to-opportunity-drop")).toEqual(["CRM"]);
  });

  test("is no longer held once the source delivers again", () => {
    const staleSources = [
      {
        source: "CRM",
        kinds: ["leads"],
        lastReceived: monday + 20,
        staleSince: monday + 30,
        resumedOn: monday + 37,
      },
    ] as const;
    expect(holdersOf(later({ staleSources }), "mql-to-opportunity-drop")).toEqual([]);
  });

  test("went with the threshold when that was changed", () => {
    const raised: History = { ...fallingHistory(), thresholds: { "mql-to-opportunity-drop": 50 } };
    expect(endingOf(raised, opened(fallingHistory()))).toBe("threshold");
  });

  test("lasts while its rule still sees it", () => {
    expect(endingOf(fallingHistory({ asOf: monday + 7 }), opened(fallingHistory()))).toBeNull();
  });
});
