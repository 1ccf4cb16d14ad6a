import { Problem } from "../shared/problem.ts";
import type { QualityAudit } from "./audit.ts";
import { auditBank } from "./audit-bank.ts";
import { readBank, takeBank } from "./banks/read-bank.ts";
import type { AuditRequest } from "./contract.ts";

/** Judges what somebody sent. @throws {Problem} `bank-unreadable`, which points at the text of the request. */
export async function auditRequest({ text, bank, format, language }: AuditRequest): Promise<QualityAudit> {
  if (bank) return auditBank(await takeBank(bank, language));
  return auditBank(await readBank({ text: text ?? "", format, language }).catch(pointAtText));
}

function pointAtText(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  const faults = error.errors.length > 0 ? error.errors : [{ pointer: "", detail: error.message }];
  const errors = faults.map((fault) => {
    const place = "pointer" in fault ? fault.pointer.slice(1) : "";
    return { pointer: "#/text", detail: place === "" ? fault.detail : `${place}: ${fault.detail}` };
  });
  throw new Problem(error.slug, error.message, { errors });
}
