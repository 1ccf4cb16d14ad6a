import { z } from "zod";

const Entry = z.object({
  severity: z.enum(["ERROR", "CRITICAL", "ALERT", "EMERGENCY"]),
  message: z.string().optional(),
  error: z.object({ message: z.string().optional() }).optional(),
});

/** What an error says, if the line is a Cloud Logging entry of severity ERROR or worse. */
export function errorOf(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  const entry = Entry.safeParse(parse(line));
  if (!entry.success) return undefined;
  const { message, error } = entry.data;
  return [message, error?.message].filter((part) => part !== undefined).join(": ") || line;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
