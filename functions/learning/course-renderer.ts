import { BulkheadRejectedError, bulkhead } from "cockatiel";
import { type Bounds, callApart, OutOfBounds } from "../platform/call-apart.ts";
import { Problem } from "../shared/problem.ts";
import type { Exported, FormatName } from "./export/format.ts";
import { isLegible } from "./export/glyphs.ts";
import { RENDERER, renderCourse } from "./export/render-course.ts";

/**
 * Makes files of courses. @throws {Problem} `deadline-exceeded`, `feature-unavailable` while too many wait, and
 * `conflict` for a PDF of what its fonts lack.
 */
export type CourseRenderer = (format: FormatName, exported: Exported) => Promise<Uint8Array<ArrayBuffer>>;

interface Limits extends Bounds {
  /** Files that an instance makes at once; as many again as `waiting` wait. */
  readonly atOnce: number;
  readonly waiting: number;
}

const LIMITS: Limits = {
  ...{ atOnce: 2, waiting: 20 },
  ...{ milliseconds: 20_000, heapMegabytes: 256, megabytes: 512 },
};

/**
 * Sets courses in processes of their own. How long that takes is up to whoever wrote them, and a request for one must
 * hold nobody else's up.
 */
export function courseRenderer({ atOnce, waiting, ...bounds }: Limits = LIMITS): CourseRenderer {
  const places = bulkhead(atOnce, waiting);
  return async (format, exported) => {
    // Written as it is: that takes no engine, and no longer than any other answer.
    if (format === "json") return renderCourse({ format, exported });
    if (format === "pdf" && !isLegible(exported.lessons)) throw illegible();
    try {
      const made = await places.execute(() =>
        callApart({ ...RENDERER, input: { format, exported } }, bounds),
      );
      if (made instanceof Uint8Array) return new Uint8Array(made);
      throw new TypeError("a renderer makes bytes");
    } catch (error) {
      throw asProblem(error);
    }
  };
}

const illegible = (): Problem =>
  new Problem(
    "conflict",
    "Most letters of this course are none that a PDF made here can show. Take it as HTML, which prints well.",
    { members: { reason: "unprintable" } },
  );

function asProblem(error: unknown): unknown {
  if (error instanceof BulkheadRejectedError)
    return new Problem("feature-unavailable", "Many files are being made. Ask again in a moment.", {
      cause: error,
      retryAfterSeconds: 5,
    });
  if (error instanceof OutOfBounds)
    return new Problem(
      "deadline-exceeded",
      "The course is too large, or too entangled, for this kind of file.",
      {
        cause: error,
      },
    );
  return error;
}
