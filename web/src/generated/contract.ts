/** Types of the REST shapes, events and frames, as services/common states them. Made to be replaced by the generator's output. */

export type ConversationKind = "direct" | "group";
export type Role = "admin" | "member";
export type PresenceState = "online" | "away" | "offline" | "unknown";

export interface User {
  id: string;
  username: string;
  display_name: string;
  avatar_url: string | null;
  /** One of twelve hues, 0–11. */
  colour: number;
  status_text: string;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  content_type: string;
}

export interface Reaction {
  emoji: string;
  user_ids: string[];
}

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
  reply_to: number | null;
  reactions: Reaction[];
  attachments: Attachment[];
}

export interface Member {
  user_id: string;
  role: Role;
  read_message_no: number;
}

export interface Conversation {
  id: string;
  kind: ConversationKind;
  title: string | null;
  created_at: string;
  member_count: number;
  /** The first 50. */
  members: Member[];
  role: Role;
  last_seq: number;
  last_message_no: number;
  read_message_no: number;
  unread: number;
  mentions: number;
  last_message: Message | null;
}

export interface Ack {
  conversation_id: string;
  client_message_id: string;
  seq: number;
  message_no: number;
  at: string;
  duplicate: boolean;
}

export interface Head {
  id: string;
  last_seq: number;
  last_message_no: number;
  read_message_no: number;
}

export interface Notification {
  id: string;
  kind: "message" | "mention";
  conversation_id: string;
  seq: number;
  message_no: number;
  actor_id: string;
  title: string;
  preview: string;
  created_at: string;
  read_at: string | null;
}

interface EventFields {
  type: "event";
  conversation_id: string;
  seq: number;
  at: string;
  actor_id: string;
}

export interface MessageCreated extends EventFields {
  kind: "message.created";
  message_no: number;
  client_message_id: string;
  data: { body: string; reply_to?: number | null; attachments?: Attachment[] };
}

export interface MemberAdded extends EventFields {
  kind: "member.added";
  data: { user_id: string };
}

export interface MemberRemoved extends EventFields {
  kind: "member.removed";
  data: { user_id: string };
}

export interface MemberRoleChanged extends EventFields {
  kind: "member.role_changed";
  data: { user_id: string; role: Role };
}

export interface ConversationRenamed extends EventFields {
  kind: "conversation.renamed";
  data: { title: string };
}

export type LoggedEvent = MessageCreated | MemberAdded | MemberRemoved | MemberRoleChanged | ConversationRenamed;

export interface Hello {
  type: "hello";
  token: string;
  device_id: string;
  epoch?: string | null;
  cursors?: Record<string, number>;
}

export interface Send {
  type: "send";
  ref: string;
  conversation_id: string;
  client_message_id: string;
  body: string;
  reply_to?: number | null;
  attachment_ids?: string[];
}

export interface MarkRead {
  type: "read";
  conversation_id: string;
  message_no: number;
}

export interface StartTyping {
  type: "typing";
  conversation_id: string;
}

export interface Watch {
  type: "watch";
  user_ids: string[];
}

export interface Look {
  type: "look";
  conversation_id: string | null;
}

export interface RenewToken {
  type: "token";
  token: string;
}

export interface Ping {
  type: "ping";
}

export type IncomingFrame = Hello | Send | MarkRead | StartTyping | Watch | Look | RenewToken | Ping;

export interface Ready {
  type: "ready";
  connection_id: string;
  epoch: string;
  user_id: string;
  heartbeat_seconds: number;
  conversations: Head[];
}

export interface Gap {
  type: "gap";
  conversation_id: string;
  from: number;
  to: number;
}

export interface Caught {
  type: "caught";
}

export interface Joined {
  type: "joined";
  conversation_id: string;
  last_seq: number;
}

export interface AckFrame extends Ack {
  type: "ack";
  ref: string;
}

export interface ErrorFrame {
  type: "error";
  code: string;
  message: string;
  ref?: string | null;
  field?: string | null;
  retry?: number | null;
}

export interface ReadFrame {
  type: "read";
  conversation_id: string;
  user_id: string;
  message_no: number;
}

export interface TypingFrame {
  type: "typing";
  conversation_id: string;
  user_id: string;
}

export interface PresenceFrame {
  type: "presence";
  user_id: string;
  state: PresenceState;
  last_seen_at: string | null;
}

export interface Pong {
  type: "pong";
  heads?: Record<string, number>;
}

export interface NotificationFrame {
  type: "notification";
  action: "created" | "withdrawn";
  notification?: Notification | null;
  conversation_id?: string | null;
  message_no?: number | null;
}

export type OutgoingFrame =
  | Ready
  | Gap
  | Caught
  | Joined
  | AckFrame
  | ErrorFrame
  | ReadFrame
  | TypingFrame
  | PresenceFrame
  | Pong
  | NotificationFrame;
