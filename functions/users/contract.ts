import { adminEndpoints } from "./admin-contract.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { avatarEndpoints } from "./avatar-contract.ts";
import { exportMe } from "./export-contract.ts";
import { profileEndpoints } from "./profile-contract.ts";

export { ExportJob, ResumeExportJob, SettleExportJob } from "./export-contract.ts";

export const endpoints = {
  ...profileEndpoints,
  ...avatarEndpoints,
  ...adminEndpoints,
  ...auditEndpoints,
  exportMe,
};

/** `POST /jobs/users/<job>`. */
export const jobs = ["export", "resume", "settle"] as const;
