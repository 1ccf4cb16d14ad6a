import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentDisposition } from "#functions/platform/http/content-disposition";

describe("the name a file is saved under", () => {
  it.each([
    ["Leaves", `attachment; filename="Leaves.pdf"; filename*=UTF-8''Leaves.pdf`],
    [
      "Blätter & Größe",
      `attachment; filename="Blatter & Groe.pdf"; filename*=UTF-8''Bl%C3%A4tter%20%26%20Gr%C3%B6%C3%9Fe.pdf`,
    ],
    ["叶子", `attachment; filename="course.pdf"; filename*=UTF-8''%E5%8F%B6%E5%AD%90.pdf`],
    ["../../etc/passwd", `attachment; filename="etc passwd.pdf"; filename*=UTF-8''etc%20passwd.pdf`],
    [
      'a"b\r\nSet-Cookie: x',
      `attachment; filename="a b Set-Cookie x.pdf"; filename*=UTF-8''a%20b%20Set-Cookie%20x.pdf`,
    ],
    [
      "invoice\u202Efdp.exe",
      `attachment; filename="invoice fdp.exe.pdf"; filename*=UTF-8''invoice%20fdp.exe.pdf`,
    ],
    ["CON", `attachment; filename="course.pdf"; filename*=UTF-8''course.pdf`],
    [" ... ", `attachment; filename="course.pdf"; filename*=UTF-8''course.pdf`],
  ])("is safe for %j", (title, header) => {
    expect(contentDisposition(title, "pdf")).toBe(header);
  });

  it("is one header of printable ASCII, with an extension and no folder, whatever the title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (title) => {
        const header = contentDisposition(title, "pdf");
        const [, plain = "", encoded = ""] =
          /^attachment; filename="([^"\\]+\.pdf)"; filename\*=UTF-8''([\w.!#$&+^`|~%-]+\.pdf)$/.exec(
            header,
          ) ?? [];
        for (const name of [plain, decodeURIComponent(encoded)]) {
          expect(name).toMatch(/^[^\s./\\:][^/\\:]*\.pdf$/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        }
      }),
    );
  });
});
