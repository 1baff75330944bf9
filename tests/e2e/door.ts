/** The REST door of Natter in one person's name: for what is there before a test begins, and for those who have no browser. */
import { expect, type APIRequestContext } from "@playwright/test";

/** What auth answers to who registers or logs in. */
export interface Grant {
  /** Good for ten minutes. */
  access_token: string;
  user: { id: string };
}

export class Door {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
    readonly userId: string,
  ) {}

  static of(request: APIRequestContext, { access_token, user }: Grant): Door {
    return new Door(request, access_token, user.id);
  }

  static async logIn(request: APIRequestContext, login: string, password: string): Promise<Door> {
    const answer = await request.post("/api/auth/login", { data: { login, password } });
    expect(answer.ok(), `login of ${login}: ${answer.status()}`).toBe(true);
    return Door.of(request, (await answer.json()) as Grant);
  }

  /** The one direct conversation with them; its id. */
  async direct(userId: string): Promise<string> {
    return this.conversation({ kind: "direct", user_id: userId });
  }

  /** A new group; its id. */
  async group(title: string, userIds: string[]): Promise<string> {
    return this.conversation({ kind: "group", title, member_ids: userIds });
  }

  /** One after the other. */
  async say(conversationId: string, ...bodies: string[]): Promise<void> {
    for (const body of bodies) await this.call("POST", `/api/chat/conversations/${conversationId}/messages`, { client_message_id: crypto.randomUUID(), body });
  }

  /** Fails when it is refused. */
  async call<Answer>(method: string, path: string, data?: object): Promise<Answer> {
    const answer = await this.request.fetch(path, { method, data, headers: { authorization: `Bearer ${this.token}` } });
    expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
    return (answer.status() === 204 ? null : await answer.json()) as Answer;
  }

  private async conversation(wanted: object): Promise<string> {
    return (await this.call<{ id: string }>("POST", "/api/chat/conversations", wanted)).id;
  }
}
