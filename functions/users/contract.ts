import { adminEndpoints } from "./admin-contract.ts";
import { auditEndpoints } from "./audit-contract.ts";
import { avatarEndpoints } from "./avatar-contract.ts";
import { profileEndpoints } from "./profile-contract.ts";

export const endpoints = { ...profileEndpoints, ...avatarEndpoints, ...adminEndpoints, ...auditEndpoints };
