import { adminEndpoints } from "./admin-contract.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { avatarEndpoints } from "./avatar-contract.ts";
import { erasureEndpoints } from "./erasure-contract.ts";
import { exportMe } from "./export-contract.ts";
import { profileEndpoints } from "./profile-contract.ts";

export { ExportJob, ResumeExportJob, SettleExportJob } from "./export-contract.ts";

export const endpoints = {
  ...profileEndpoints,
  ...avatarEndpoints,
  ...adminEndpoints,
  ...auditEndpoints,
  exportMe,
  ...erasureEndpoints,
};

/** `POST /jobs/users/<job>`. */
export const jobs = ["erase", "export", "resume", "settle", "sweep-anonymous"] as const;
