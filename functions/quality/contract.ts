import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Language } from "../shared/language.ts";
import { QualityAudit } from "./audit.ts";
import { BankFormat, MOST_QUESTIONS, QuestionBank } from "./banks/bank.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** A question bank: as the text of a file, or as data of our own form. */
export const AuditRequest = z
  .strictObject({
    format: BankFormat.optional().meta({ description: "Told by the text where it is left out" }),
    language: Language.optional().meta({
      description: "Of the questions, where the bank does not say; else made out by its words",
    }),
    text: z.string().min(1).optional().meta({ description: "The whole text of a JSON, GIFT or QTI file" }),
    bank: QuestionBank.optional(),
  })
  .refine(({ text, bank }) => (text === undefined) !== (bank === undefined), {
    error: "must have either `text` or `bank`",
  })
  .refine(({ format, bank }) => bank === undefined || format === undefined || format === "json", {
    path: ["format"],
    error: "must be json, or left out, where there is a `bank`",
  })
  .meta({
    id: "AuditRequest",
    example: {
      format: "gift",
      text: "::Tides:: What causes most of the tides? {=the Moon ~the Sun ~the wind}",
    },
  });
export type AuditRequest = z.infer<typeof AuditRequest>;

const auditBank = endpoint(
  {
    operationId: "auditBank",
    method: "post",
    path: "/v1/quality/audit",
    summary: "Look for flaws in a question bank of one's own",
    description: `Reads Moodle's GIFT, QTI (1.2, 2.x, 3.0), or our own JSON (a \`bank\`, or a course's export with its keys); ${MOST_QUESTIONS.toLocaleString("en")} questions at most. Nothing is kept. A question that cannot be read, or of a kind that no rule looks at, is told in \`notJudged\`; the others are judged.`,
    request: { body: body(AuditRequest) },
    responses: {
      200: json(QualityAudit, "What was found; the findings tell which answers are right"),
      ...refusals("authentication-required", "access-denied", "bank-unreadable", ...bodyRefusals),
    },
  },
  { access: { permission: "quality:audit" }, cost: 5, maxBodyBytes: MAX_BODY_BYTES },
);

export const endpoints = { auditBank };
