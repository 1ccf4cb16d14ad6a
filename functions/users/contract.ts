import { adminEndpoints } from "./admin-contract.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { avatarEndpoints } from "./avatar-contract.ts";
import { exportEndpoints } from "./export-contract.ts";
import { profileEndpoints } from "./profile-contract.ts";

export const endpoints = {
  ...profileEndpoints,
  ...avatarEndpoints,
  ...exportEndpoints,
  ...adminEndpoints,
  ...auditEndpoints,
};

/** `POST /jobs/users/<job>`. */
export const jobs = ["export", "resume", "settle"] as const;
