/** What screens may ask for: the public face of the client, `natter.<feature>.<verb>()`. All rejections are ApiError. */

import type { Level } from "@/features/attention/levels";
import type { MessageRef, PendingChange } from "@/features/messages/pending-changes";
import type { Conversation, Invitation, InviteLink, LoginInput, MakeInvite, NewInviteLink, ProfileInput, RegisterInput, Role, SearchPage, User } from "@/generated/contract";

export interface SessionActions {
  /** Asks the cookie who we are. Called once, by main.tsx. */
  start(): void;
  /** Rejects with code "invalid_input" and `field`, "conflict" (name taken). */
  register(input: RegisterInput): Promise<void>;
  /** Rejects with "unauthenticated" for wrong name or password. */
  login(input: LoginInput): Promise<void>;
  /** This device forgets everything about the account; never rejects. */
  logout(): Promise<void>;
}

/** A browser or program that is logged in as me. */
export interface Device {
  id: string;
  /** What it says about itself, in words: "Firefox on Linux". */
  name: string;
  created_at: string;
  last_used_at: string;
  /** The one that asks. */
  is_current: boolean;
}

export interface DeviceActions {
  /** Newest first. */
  list(): Promise<Device[]>;
  /** Logs that device out, within seconds. */
  revoke(deviceId: string): Promise<void>;
}

export interface ProfileActions {
  update(input: ProfileInput): Promise<void>;
  /** A picture of at most 5 MB; the server makes it square. */
  setAvatar(picture: Blob): Promise<void>;
  removeAvatar(): Promise<void>;
}

export interface ConversationActions {
  /** After an error of the list. */
  reload(): Promise<void>;
  /** The one conversation with this person, made if need be; resolves to its id. */
  startDirect(userId: string): Promise<string>;
  /** Resolves to its id. */
  startGroup(title: string, memberIds: string[]): Promise<string>;
  rename(conversationId: string, title: string): Promise<void>;
  addMembers(conversationId: string, userIds: string[]): Promise<void>;
  removeMember(conversationId: string, userId: string): Promise<void>;
  setRole(conversationId: string, userId: string, role: Role): Promise<void>;
  /** It leaves the list at once. */
  leave(conversationId: string): Promise<void>;
  /** Fresh from the server with all its members (else up to 50 are known), for when the members panel opens. */
  refresh(conversationId: string): Promise<Conversation>;
}

export interface InviteActions {
  /** A new link into a group; the only answer with its token. */
  make(conversationId: string, wanted: MakeInvite): Promise<NewInviteLink>;
  /** Those that still let somebody in, newest first. */
  list(conversationId: string): Promise<InviteLink[]>;
  revoke(conversationId: string, inviteId: string): Promise<void>;
  /** What a link leads to, also for people who are not logged in. Rejects with "not_found" when it is none of ours. */
  preview(token: string): Promise<Invitation>;
  /** Joins; resolves to the conversation, which is in the list then, or null when there is none to join. */
  accept(token: string): Promise<string | null>;
  /** Whether making an account here takes a link. */
  isNeeded(): Promise<boolean>;
}

export interface TimelineActions {
  /**
   * This conversation is on the screen now (null: none). Loads what is to be shown, tells the server, marks read.
   * `wanted`: the message that the address names, a new object each time the link is followed.
   */
  look(conversationId: string | null, wanted?: { messageNo: number } | null): void;
  /** Whether the end of the timeline is visible; read positions move only then. */
  setAtEnd(isAtEnd: boolean): void;
  /** The page before / after what is shown; does nothing when there is none or one is on its way. Also the retry of an edge. */
  loadOlder(conversationId: string): void;
  loadNewer(conversationId: string): void;
  /** Loads the newest messages and goes there; `goal` of the timeline view tells the screen when. */
  jumpToEnd(conversationId: string): void;
  /** Shows this message in its context, marked for a moment; the end when there is no such message. */
  jumpTo(conversationId: string, messageNo: number): void;
  /** The uppermost message on the screen and how many px its top is below the screen's; null at the end. One comes back to it. */
  setPlace(conversationId: string, place: { messageNo: number; top: number } | null): void;
  /** One has stopped scrolling: what is far from the place is let go. */
  rest(conversationId: string): void;
  /** After an error of the first page. */
  retry(conversationId: string): void;
}

export interface ComposerActions {
  /**
   * Shows the message at once, with the files that were chosen; keeps it over a reload once they are uploaded, sends it when
   * it can. Also clears the draft. Does nothing with a blank body and no file.
   */
  send(conversationId: string, body: string, replyTo?: number | null): void;
  /** Again, after it failed. */
  retry(conversationId: string, clientMessageId: string): void;
  /** Forget a failed one, or one whose files are on their way: its words go back into an empty composer. */
  discard(conversationId: string, clientMessageId: string): void;
  /** Keeps the text over a reload. */
  setDraft(conversationId: string, text: string): void;
  /** A key was pressed in the composer; tells others at most every 3 s. */
  typing(conversationId: string): void;
  /** What is written next answers this message; null: nothing. */
  replyTo(conversationId: string, messageNo: number | null): void;
  /** Puts a message of mine into the composer; the draft waits. */
  startEdit(conversationId: string, message: MessageRef, text: string): void;
  /** The newest message of mine on the screen; false when there is none. */
  editLast(conversationId: string): boolean;
  setEditText(conversationId: string, text: string): void;
  /** Back to the draft. */
  stopEdit(conversationId: string): void;
}

export interface AttachmentActions {
  /** Files for the next message here; each goes to the server at once. Answers how many were too many. */
  add(conversationId: string, files: File[]): Promise<number>;
  remove(keys: string[]): void;
  /** Again, after it failed. */
  retry(key: string): void;
  /** The bytes of a file of a message, or of a picture in a small size. */
  read(attachmentId: string, what: "file" | "thumbnail"): Promise<Blob>;
}

/** What is done here shows at once, and is kept until the server has answered it; a refusal stands at the message. */
export interface MessageActions {
  /** A message of mine says something else. */
  edit(conversationId: string, message: MessageRef, body: string): void;
  /** What it said is gone for everybody. */
  remove(conversationId: string, message: MessageRef): void;
  /** My reaction, or not any more. */
  react(conversationId: string, messageNo: number, emoji: string, isOn: boolean): void;
  /** Once more what was refused: an edit over what the message says now. */
  again(change: PendingChange): void;
  /** Not any more: what was refused, or a deletion that waits. */
  forget(change: PendingChange): void;
  /** Sees to it that a message that is replied to is known. Cheap to call often. */
  needQuoted(conversationId: string, messageNo: number): void;
}

export interface SearchActions {
  /** A page of messages that say this, newest first; `cursor`: the `next` of the page before. In one conversation, or in all of mine. */
  messages(query: string, where: { conversationId: string | null; cursor: string | null }, signal?: AbortSignal): Promise<SearchPage>;
  /** The message_no of the first message at this ISO time or later; null when there is none. */
  firstSince(conversationId: string, at: string): Promise<number | null>;
}

export interface PeopleActions {
  /** Sees to it that these are in `state.people`, in batches. Cheap to call often. */
  need(userIds: string[]): void;
  /** People whose name or username contains the text; they are remembered too. */
  search(query: string, signal?: AbortSignal): Promise<User[]>;
}

export interface PresenceActions {
  /** These people are on the screen: keep their presence current until the returned function is called. */
  watch(userIds: string[]): () => void;
}

/** What is done here shows at once, and is kept until the server has answered it; a refusal takes it back and is told. */
export interface AttentionActions {
  /** What I want to hear of it: a level (null: as by default), and nothing before `until`, in ms since 1970 (null: not muted). */
  choose(conversationId: string, level: Level | null, until: number | null): void;
  /** What I want to hear of conversations for which I chose nothing of their own. */
  chooseDefault(level: Level): Promise<void>;
  /** No device of mine interrupts until then, in ms since 1970; null ends it. */
  pause(until: number | null): Promise<void>;
  /** As the server has it now; of itself it is asked after each new connection. Never rejects. */
  catchUp(): Promise<void>;
  /** Until I look at it again, on any device. Leave its screen first: what is on the screen is read. */
  markUnread(conversationId: string): void;
  /** All of it, and not marked as unread any more. */
  markRead(conversationId: string): void;
}

export interface NotificationActions {
  /** The next older page. */
  loadMore(): Promise<void>;
  markAllRead(): Promise<void>;
  markRead(notificationIds: string[]): Promise<void>;
  dismissToast(id: string): void;
}

export interface ConnectionActions {
  /** Try at once instead of at `retryAt`. */
  reconnect(): void;
  /** Whether this tab has the connection: it does what one tab does for all. */
  isLeading(): boolean;
}

export interface Natter {
  session: SessionActions;
  devices: DeviceActions;
  profile: ProfileActions;
  conversations: ConversationActions;
  invites: InviteActions;
  timeline: TimelineActions;
  composer: ComposerActions;
  attachments: AttachmentActions;
  messages: MessageActions;
  people: PeopleActions;
  search: SearchActions;
  presence: PresenceActions;
  attention: AttentionActions;
  notifications: NotificationActions;
  connection: ConnectionActions;
}
