import { expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { newStore } from "@/store/store";
import { aConversation, ana, aUser, conversationId } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { createInvites } from "./invite-actions";

const tokens = { current: async () => "mine", renewed: async () => "mine" };
const invitation = { state: "open", conversation_id: null, title: "Plans", member_count: 2, inviter_name: "Ana" };

function world(answers: Parameters<typeof fakeFetch>[0], isSignedIn: boolean) {
  const { fetch, requests } = fakeFetch(answers);
  const store = newStore();
  if (isSignedIn) store.setState({ session: { status: "signed-in", user: aUser(ana) } });
  const refresh = vi.fn(async () => aConversation());
  return { requests, refresh, invites: createInvites({ store, api: createApi(tokens, fetch), fetch, sync: { refresh } }) };
}

test("a stranger sees what a link leads to without a token, and a member as themselves", async () => {
  for (const isSignedIn of [false, true]) {
    const { invites, requests } = world({ "GET /api/chat/invites/abc": () => ({ body: invitation }) }, isSignedIn);
    await expect(invites.preview("abc")).resolves.toEqual(invitation);
    expect(requests[0]?.token).toBe(isSignedIn ? "Bearer mine" : null);
  }
});

test("what is typed behind /i/ stays in its place of the address", async () => {
  const { invites, requests } = world({ "GET /api/chat/invites/..%2F..%2Fauth": () => anError(404, "not_found") }, false);
  await expect(invites.preview("../../auth")).rejects.toMatchObject({ status: 404 });
  expect(requests[0]?.path).toBe("/api/chat/invites/..%2F..%2Fauth");
});

test("who has joined knows the conversation before the screen goes there", async () => {
  const { invites, refresh } = world({ "PUT /api/chat/invites/abc/acceptance": () => ({ status: 201, body: { conversation_id: conversationId } }) }, true);
  await expect(invites.accept("abc")).resolves.toBe(conversationId);
  expect(refresh).toHaveBeenCalledWith(conversationId);
});

test("a link without a conversation leads to none", async () => {
  const { invites, refresh } = world({ "PUT /api/chat/invites/abc/acceptance": () => ({ body: { conversation_id: null } }) }, true);
  await expect(invites.accept("abc")).resolves.toBeNull();
  expect(refresh).not.toHaveBeenCalled();
});

test("a refused acceptance says why", async () => {
  const { invites, refresh } = world({ "PUT /api/chat/invites/abc/acceptance": () => anError(409, "group_full", "A group has at most 1,000 members.") }, true);
  await expect(invites.accept("abc")).rejects.toMatchObject({ code: "group_full", message: "A group has at most 1,000 members." });
  expect(refresh).not.toHaveBeenCalled();
});
