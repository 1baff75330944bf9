/** The devices that are logged in as me. Not kept in the store: only the settings show them. */

import type { DeviceActions } from "@/app/actions";
import type { Api } from "@/lib/api-client";
import { deviceName } from "./device-name";

interface Session {
  id: string;
  user_agent: string;
  created_at: string;
  last_used_at: string;
  current: boolean;
}

const path = "/api/auth/sessions";

export function createDevices(api: Api): DeviceActions {
  return {
    async list() {
      const { sessions } = await api.get<{ sessions: Session[] }>(path);
      return sessions.map(({ user_agent, current, ...session }) => ({ ...session, name: deviceName(user_agent), is_current: current }));
    },
    revoke: (deviceId) => api.delete(`${path}/${deviceId}`),
  };
}
