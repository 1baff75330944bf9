// Made from the services' structs by `./natter fix`; do not edit.


/**
 * `conversation_id` null: there is nothing to join.
 */
export interface Acceptance {
  conversation_id: string | null;
}

/**
 * The log's answer to a send: the message is stored, at this place, for ever.
 */
export interface Ack {
  conversation_id: string;
  client_message_id: string;
  seq: number;
  message_no: number;
  at: string;
  duplicate: boolean;
}

export interface AckFrame {
  type: "ack";
  ref: string;
  conversation_id: string;
  client_message_id: string;
  seq: number;
  message_no: number;
  at: string;
  duplicate: boolean;
}

export interface AddMemberInput {
  user_id: string;
}

/**
 * A file that a message carries; `size` in bytes.
 *
 *     A picture has an image type, its size in pixels (upright) and a `placeholder`: a WebP of a few pixels, in base64, to
 *     show until it is there. Everything else is `application/octet-stream`, whatever it was called.
 */
export interface Attachment {
  id: string;
  name: string;
  size: number;
  content_type: string;
  width?: number | null;
  height?: number | null;
  placeholder?: string | null;
}

/**
 * Everything before this was replay.
 */
export interface Caught {
  type: "caught";
}

export interface ChangeConversation {
  title: string;
}

export interface ChangeMember {
  role: "admin" | "member";
}

/**
 * For one conversation. `level`: null follows the default; `muted_until`: null is not muted, a year at most.
 */
export interface ChoiceInput {
  level: ("all" | "mentions" | "nothing") | null;
  muted_until: string | null;
}

/**
 * A conversation as one of its members sees it: role, read position, unread and mentions are that member's.
 *
 *     `mentioned_in`: the unread messages that speak to me, by message_no, ascending; of more than 200 the newest.
 *     `unread_mark`: I marked it as unread when I had read up to there; that holds while I have read no further.
 */
export interface Conversation {
  id: string;
  kind: "direct" | "group";
  title: string | null;
  created_at: string;
  member_count: number;
  members: Member[];
  role: "admin" | "member";
  last_seq: number;
  last_message_no: number;
  read_message_no: number;
  unread: number;
  mentions: number;
  mentioned_in: number[];
  unread_mark: number | null;
  last_message: Message | null;
}

export interface Member {
  user_id: string;
  role: "admin" | "member";
  read_message_no: number;
}

/**
 * A message in its present state: true for all events about it up to `applied_seq`.
 *
 *     `mentions`: whom it speaks to, user ids or "all". A deleted one is a tombstone: no body, no mentions, no reactions,
 *     no attachments; `deleter_id` says who deleted it, its author or an admin.
 */
export interface Message {
  conversation_id: string;
  message_no: number;
  seq: number;
  actor_id: string;
  at: string;
  client_message_id: string;
  body: string;
  edited_at: string | null;
  deleted_at: string | null;
  deleter_id: string | null;
  reply_to: number | null;
  reactions: Reaction[];
  attachments: Attachment[];
  mentions: string[];
  applied_seq: number;
}

/**
 * In the order in which people reacted.
 */
export interface Reaction {
  emoji: string;
  user_ids: string[];
}

export interface ConversationPage {
  conversations: Conversation[];
  next: string | null;
}

export interface ConversationRenamed {
  kind: "conversation.renamed";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: TitleData;
}

export interface TitleData {
  title: string;
}

export interface DecisionQuery {
  conversation_id: string;
  seq: number;
}

/**
 * Of every conversation for which nothing of its own is chosen; `mentions` still tells all of direct ones.
 */
export interface DefaultInput {
  level: "all" | "mentions" | "nothing";
}

/**
 * `replaces`: what the message said when this was written; left out, it may say anything by now.
 */
export interface EditInput {
  body: string;
  replaces?: string | null;
}

/**
 * The shape of every error answer.
 */
export interface ErrorBody {
  error: ErrorDetail;
}

/**
 * The inside of every error body.
 */
export interface ErrorDetail {
  code: string;
  message: string;
  field?: string | null;
  retry?: number | null;
}

/**
 * `retry`: seconds after which it makes sense to try again; absent when it does not.
 */
export interface ErrorFrame {
  type: "error";
  code: string;
  message: string;
  ref?: string | null;
  field?: string | null;
  retry?: number | null;
}

/**
 * Ascending. `next`: the `after` of the following page, null when this one ends at the head.
 */
export interface EventPage {
  events: (
    | MessageCreated
    | MessageEdited
    | MessageDeleted
    | ReactionAdded
    | ReactionRemoved
    | MemberAdded
    | MemberRemoved
    | MemberRoleChanged
    | ConversationRenamed
  )[];
  next: number | null;
}

/**
 * `message_no` counts messages only; `client_message_id` is the sender's own name for it.
 */
export interface MessageCreated {
  kind: "message.created";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  message_no: number;
  client_message_id: string;
  data: MessageCreatedData;
}

/**
 * `mentions`: whom it speaks to, user ids or "all". `deleted`: the message was deleted since, and with it what it
 *     said: `body` is empty.
 */
export interface MessageCreatedData {
  body: string;
  reply_to?: number | null;
  attachments?: Attachment[];
  mentions?: string[];
  deleted?: boolean;
}

/**
 * By its author.
 */
export interface MessageEdited {
  kind: "message.edited";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: MessageEditedData;
}

/**
 * `message_seq` and `message_at`: where and when the message was sent. `mentions`: whom it speaks to now. No `body`
 *     when it was deleted since.
 */
export interface MessageEditedData {
  message_no: number;
  message_seq: number;
  message_at: string;
  body: string;
  mentions?: string[];
}

/**
 * By its author or an admin of the group. Nothing about the message follows, and what it said is told no more.
 */
export interface MessageDeleted {
  kind: "message.deleted";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: MessageDeletedData;
}

/**
 * `message_seq` and `message_at`: where and when the message was sent.
 */
export interface MessageDeletedData {
  message_no: number;
  message_seq: number;
  message_at: string;
}

export interface ReactionAdded {
  kind: "reaction.added";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: ReactionData;
}

/**
 * `emoji`: in its fully qualified form; the `actor_id` is who reacts.
 */
export interface ReactionData {
  message_no: number;
  emoji: string;
}

/**
 * By the one who had reacted.
 */
export interface ReactionRemoved {
  kind: "reaction.removed";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: ReactionData;
}

export interface MemberAdded {
  kind: "member.added";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: MemberData;
}

export interface MemberData {
  user_id: string;
}

/**
 * Left by themselves when `actor_id` is the user's own.
 */
export interface MemberRemoved {
  kind: "member.removed";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: MemberData;
}

export interface MemberRoleChanged {
  kind: "member.role_changed";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
  type: "event";
  data: RoleData;
}

export interface RoleData {
  user_id: string;
  role: "admin" | "member";
}

/**
 * Events with a seq greater than `after`.
 */
export interface EventQuery {
  after?: number;
  limit?: number;
}

/**
 * `reason` is null for who was told; `explanation` says it in a sentence.
 */
export interface Explanation {
  conversation_id: string;
  seq: number;
  message_no: number;
  outcome: "not_notified" | "notified";
  reason: ("deleted" | "looking" | "muted" | "not_mentioned" | "read" | "sender" | "too_old") | null;
  explanation: string;
  decided_at: string;
}

/**
 * A message that answers a search. `snippet`: a piece of what it says now, in one line; `matches`: where in it, in
 *     order and apart.
 */
export interface FoundMessage {
  conversation_id: string;
  message_no: number;
  seq: number;
  actor_id: string;
  at: string;
  edited_at: string | null;
  snippet: string;
  matches: Span[];
}

/**
 * A part of a text, in UTF-16 units; `end` is not in it.
 */
export interface Span {
  start: number;
  end: number;
}

/**
 * Too much to replay: fetch /events from `from` to `to`, both included.
 */
export interface Gap {
  type: "gap";
  conversation_id: string;
  from: number;
  to: number;
}

/**
 * Where a conversation's log stands, and how far its member has read.
 */
export interface Head {
  id: string;
  last_seq: number;
  last_message_no: number;
  read_message_no: number;
}

/**
 * First frame, within 5 s. `cursors`: the last seq applied, per conversation.
 */
export interface Hello {
  type: "hello";
  token: string;
  device_id: string;
  epoch?: string | null;
  cursors?: {
    [k: string]: number;
  };
}

/**
 * What a link is to whoever asks. Only `open` and `member` tell more than the state.
 *
 *     `title` null: a link of the operator, which leads to an account and no conversation.
 */
export interface Invitation {
  state: "expired" | "member" | "open" | "removed" | "used_up";
  conversation_id: string | null;
  title: string | null;
  member_count: number | null;
  inviter_name: string | null;
}

/**
 * A link into a group as its members see it. `uses`: people who came by it.
 */
export interface InviteLink {
  id: string;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  use_limit: number | null;
  uses: number;
}

export interface InviteLinkPage {
  invites: InviteLink[];
  next: null;
}

/**
 * You are now a member of this conversation; its events follow.
 */
export interface Joined {
  type: "joined";
  conversation_id: string;
  last_seq: number;
}

/**
 * A JSON Web Key Set, RFC 7517.
 */
export interface Jwks {
  keys: {
    [k: string]: string;
  }[];
}

/**
 * `before`: the `next` of the page above.
 */
export interface ListQuery {
  limit?: number;
  before?: string | null;
}

/**
 * Comes with the refresh cookie. `expires_in`: seconds that the access token is good for.
 */
export interface LoggedIn {
  user: Me;
  access_token: string;
  expires_in: number;
}

/**
 * One's own profile: what others see, and what they do not.
 */
export interface Me {
  id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
  colour: number;
  status_text: string;
  email: string | null;
}

/**
 * `login`: username or e-mail address. `code` is for a second factor, which no account has yet.
 */
export interface LoginInput {
  login: string;
  password: string;
  code?: string | null;
}

/**
 * The conversation that is on the screen and in focus, or null.
 */
export interface Look {
  type: "look";
  conversation_id: string | null;
}

/**
 * `expires_in_hours` null: never; `use_limit` null: any number of people.
 */
export interface MakeInvite {
  expires_in_hours?: number | null;
  use_limit?: number | null;
}

export interface MarkRead {
  type: "read";
  conversation_id: string;
  message_no: number;
}

export interface MemberPage {
  members: Member[];
  next: string | null;
}

/**
 * Oldest first. `next`: the `before` of the next older page, null at the end; for `after` and `from` the `after` of
 *     the next newer one.
 */
export interface MessagePage {
  messages: Message[];
  next: number | null;
}

/**
 * At most one of `before`, `after`, `around`, each a message_no, and `from`; none: the newest messages.
 *
 *     `from`: the first messages sent at this moment or later.
 */
export interface MessageQuery {
  before?: number | null;
  after?: number | null;
  around?: number | null;
  from?: string | null;
  limit?: number;
}

/**
 * The only answer with the token; the link is `/i/<token>` on this server.
 */
export interface NewInviteLink {
  id: string;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  use_limit: number | null;
  uses: number;
  token: string;
}

/**
 * What one person is told about one event. `preview` is at most 140 characters.
 */
export interface Notification {
  id: string;
  kind: "mention" | "message";
  conversation_id: string;
  seq: number;
  message_no: number;
  actor_id: string;
  title: string;
  preview: string;
  created_at: string;
  read_at: string | null;
}

/**
 * Created: `notification` is there. Reworded: it reads so now, since the message was edited. Withdrawn: all of the
 *     conversation up to `message_no` are gone. Removed: only the one about this message is gone, since the message was
 *     deleted.
 */
export interface NotificationFrame {
  type: "notification";
  action: "created" | "removed" | "reworded" | "withdrawn";
  notification?: Notification | null;
  conversation_id?: string | null;
  message_no?: number | null;
}

/**
 * Newest first. `next` is the value of `before` for the older page; `unread` counts over all pages.
 */
export interface NotificationPage {
  notifications: Notification[];
  next: string | null;
  unread: number;
}

/**
 * `before`: the `next` of the page that came before.
 */
export interface NotificationsQuery {
  limit?: number;
  before?: string | null;
}

export interface OpenDirect {
  kind: "direct";
  user_id: string;
}

/**
 * You are its admin; name the others.
 */
export interface OpenGroup {
  kind: "group";
  title: string;
  member_ids?: string[];
}

/**
 * `until`: null ends it, a week at most.
 */
export interface PauseInput {
  until: string | null;
}

export interface Ping {
  type: "ping";
}

/**
 * `heads`: last seq of conversations that this connection may be behind in.
 */
export interface Pong {
  type: "pong";
  heads?: {
    [k: string]: number;
  };
}

/**
 * What one person wants to be told: `default_level`, but for the conversations named.
 *
 *     `muted_until`: nothing of these conversations before that moment, whatever their level. `paused_until`: until then
 *     devices list what is told as ever, and interrupt with none of it.
 */
export interface Preferences {
  default_level: "all" | "mentions" | "nothing";
  conversations: {
    [k: string]: "all" | "mentions" | "nothing";
  };
  muted_until: {
    [k: string]: string;
  };
  paused_until: string | null;
}

/**
 * What I want to be told, as I have just chosen it on one of my devices.
 */
export interface PreferencesFrame {
  type: "preferences";
  preferences: Preferences;
}

/**
 * The whole of it; conversations that are left out follow the default and are not muted.
 */
export interface PreferencesInput {
  default_level: "all" | "mentions" | "nothing";
  conversations: {
    [k: string]: "all" | "mentions" | "nothing";
  };
  muted_until?: {
    [k: string]: string;
  };
  paused_until?: string | null;
}

export interface PresenceFrame {
  type: "presence";
  user_id: string;
  state: "away" | "offline" | "online" | "unknown";
  last_seen_at: string | null;
}

/**
 * Whatever is left out stays as it is.
 */
export interface ProfileInput {
  display_name?: string;
  colour?: number;
  status_text?: string;
}

export interface ReadAnswer {
  message_no: number;
}

export interface ReadFrame {
  type: "read";
  conversation_id: string;
  user_id: string;
  message_no: number;
}

export interface ReadInput {
  message_no: number;
}

/**
 * Named ones, or those of a conversation (up to a message), or all when empty.
 */
export interface ReadNotificationsInput {
  conversation_id?: string | null;
  message_no?: number | null;
  notification_ids?: string[] | null;
}

export interface Ready {
  type: "ready";
  connection_id: string;
  epoch: string;
  user_id: string;
  heartbeat_seconds: number;
  conversations: Head[];
}

export interface RegisterInput {
  username: string;
  display_name: string;
  password: string;
  email?: string | null;
  invite?: string | null;
}

/**
 * Whether making an account here takes an invite link.
 */
export interface RegistrationRules {
  needs_invite: boolean;
}

export interface RenewToken {
  type: "token";
  token: string;
}

/**
 * Newest first. `is_partial`: the time was over before all was searched, and `next` goes on; there may be none yet.
 *
 *     `next` null: there is no more.
 */
export interface SearchPage {
  messages: FoundMessage[];
  next: string | null;
  is_partial: boolean;
}

/**
 * Words of `query` may stand anywhere in a message, in any order; "what is quoted" stands together.
 *
 *     `from` and `before` bound when it was sent. `cursor`: the `next` of the page before, with all else the same.
 */
export interface SearchQuery {
  query: string;
  conversation_id?: string | null;
  from?: string | null;
  before?: string | null;
  cursor?: string | null;
  limit?: number;
}

/**
 * `body` is checked by chat, so that a fault in it is answered in the conversation's terms.
 */
export interface Send {
  type: "send";
  ref: string;
  conversation_id: string;
  client_message_id: string;
  body: string;
  reply_to?: number | null;
  attachment_ids?: string[];
}

/**
 * `client_message_id`: chosen by the sender; the same one again gets the first ack.
 */
export interface SendInput {
  client_message_id: string;
  body: string;
  reply_to?: number | null;
  attachment_ids?: string[];
}

/**
 * A device that is logged in; `current` is the one that asks.
 */
export interface Session {
  id: string;
  device: string;
  user_agent: string;
  address: string;
  created_at: string;
  last_used_at: string;
  current: boolean;
}

export interface SessionPage {
  sessions: Session[];
  next: null;
}

export interface StartTyping {
  type: "typing";
  conversation_id: string;
}

export interface TypingFrame {
  type: "typing";
  conversation_id: string;
  user_id: string;
}

/**
 * It holds while I have read no further than `message_no`.
 */
export interface UnreadMark {
  conversation_id: string;
  message_no: number;
}

/**
 * I marked a conversation as unread on one of my devices: it stays so while I have read no further than
 *     `message_no`. Null: the mark is gone.
 */
export interface UnreadMarkFrame {
  type: "unread_mark";
  conversation_id: string;
  message_no: number | null;
}

/**
 * All there are.
 */
export interface UnreadMarkPage {
  unread_marks: UnreadMark[];
  next: null;
}

/**
 * `offset`: how many bytes are here; go on from there. `attachment`: when all is here and ready to be sent.
 */
export interface Upload {
  id: string;
  name: string;
  size: number;
  offset: number;
  attachment: Attachment | null;
}

/**
 * `size` in bytes.
 */
export interface UploadInput {
  name: string;
  size: number;
}

/**
 * A person as others see them. `colour` is one of twelve hues, 0–11.
 */
export interface User {
  id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
  colour: number;
  status_text: string;
}

export interface UserPage {
  users: User[];
  next: null;
}

/**
 * Either `query`, a part of a name, or `ids`, separated by commas.
 */
export interface UsersQuery {
  query?: string;
  ids?: string;
}

/**
 * Whose presence to tell; replaces the previous list.
 */
export interface Watch {
  type: "watch";
  user_ids: string[];
}
export type IncomingFrame = Hello | Send | MarkRead | StartTyping | Watch | Look | RenewToken | Ping;
export type OutgoingFrame = Ready | Gap | Caught | Joined | AckFrame | ErrorFrame | ReadFrame | TypingFrame | PresenceFrame | Pong | NotificationFrame | PreferencesFrame | UnreadMarkFrame;
export type LoggedEvent = MessageCreated | MessageEdited | MessageDeleted | ReactionAdded | ReactionRemoved | MemberAdded | MemberRemoved | MemberRoleChanged | ConversationRenamed;
export type ConversationKind = "direct" | "group";
export type Role = "admin" | "member";
export type PresenceState = "online" | "away" | "offline" | "unknown";
