/** The devices that are logged in as me. Not kept in the store: only the settings show them. */

import type { Device, DeviceActions } from "@/app/actions";
import type { Session, SessionPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";

const path = "/api/auth/sessions";

export function createDevices(api: Api): DeviceActions {
  return {
    async list() {
      const { sessions } = await api.get<SessionPage>(path);
      return sessions.map(deviceOf);
    },
    revoke: (deviceId) => api.delete(`${path}/${deviceId}`),
  };
}

function deviceOf({ id, device, created_at, last_used_at, current }: Session): Device {
  return { id, name: device, created_at, last_used_at, is_current: current };
}
