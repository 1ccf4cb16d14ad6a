import { z } from "zod";

/** A message that SendGrid's stand-in took. */
export const KeptMail = z.object({
  id: z.string(),
  at: z.string(),
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  category: z.string(),
});
export type KeptMail = z.infer<typeof KeptMail>;
