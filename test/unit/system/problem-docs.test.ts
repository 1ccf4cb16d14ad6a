import { describe, expect, it } from "vitest";
import { problems } from "#functions/shared/problem";
import { findProblemDoc, problemDocs } from "#functions/system/problem-docs";

describe("problemDocs", () => {
  it("explains every problem type once, by status", () => {
    expect(problemDocs.map(({ slug }) => slug).sort()).toEqual(Object.keys(problems).sort());
    expect(problemDocs.map(({ status }) => status)).toEqual(problemDocs.map(({ status }) => status).sort());
  });

  it("says of each what it means and what to do, in whole sentences", () => {
    for (const { slug, meaning, action } of problemDocs)
      for (const text of [meaning, action]) expect(text, slug).toMatch(/^[A-Z].{20,}\.$/);
  });

  it("calls what is our fault retryable, and a fault of the input not", () => {
    for (const { slug, status, retryable } of problemDocs) {
      if (status >= 500 || status === 429) expect(retryable, slug).toBe(true);
      if ([400, 401, 403, 404, 405, 412, 413, 415, 422].includes(status)) expect(retryable, slug).toBe(false);
    }
  });

  it("finds none that does not exist", () => {
    expect(findProblemDoc("conflict")).toMatchObject({
      type: "https://api.lyo.app/problems/conflict",
      status: 409,
    });
    for (const slug of ["", "constructor", "Conflict"]) expect(findProblemDoc(slug)).toBeUndefined();
  });
});
