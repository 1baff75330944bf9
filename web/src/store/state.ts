/** Everything that the client remembers, in one place. Each part is described by the feature that owns it. */

import type { Preferences, User } from "@/generated/contract";
import { startingPreferences } from "@/features/attention/levels";
import type { Uploads } from "@/features/attachments/uploads";
import type { Composing } from "@/features/composer/composing";
import { type Outbox } from "@/features/composer/pending-sends";
import { type Connection, startingConnection } from "@/features/connection/connection";
import { type Conversations, startingConversations } from "@/features/conversations/conversations";
import type { PendingChanges } from "@/features/messages/pending-changes";
import type { Quotes } from "@/features/messages/quotes";
import { type Notifications, startingNotifications, type Toast } from "@/features/notifications/notifications";
import type { Presence, Typing } from "@/features/presence/presence";
import { type Session, startingSession } from "@/features/session/session";
import type { Change } from "@/features/timeline/changes";
import type { Places } from "@/features/timeline/places";
import { type Timeline } from "@/features/timeline/timeline";
import { startingView, type View } from "@/features/timeline/view";
import type { LogCursor } from "./log-cursor";

export interface State {
  session: Session;
  connection: Connection;
  conversations: Conversations;
  /** By conversation_id. */
  cursors: Record<string, LogCursor>;
  /** By conversation_id. */
  timelines: Record<string, Timeline>;
  /** Where one reads, apart from the end. */
  places: Places;
  /** What happened beside messages, by conversation_id. */
  changes: Record<string, Change[]>;
  outbox: Outbox;
  /** Files on their way to the server, by key. */
  uploads: Uploads;
  /** What I have done to messages and the log has not confirmed. */
  pendingChanges: PendingChanges;
  /** Messages that others reply to and that no page has brought, by conversation_id. */
  quotes: Quotes;
  /** What the composer is doing beside a new message, by conversation_id. */
  composing: Record<string, Composing>;
  /** Texts not sent yet, by conversation_id. */
  drafts: Record<string, string>;
  /** Everybody whom we have met, by user_id. */
  people: Record<string, User>;
  /** By user_id; only people who are watched. */
  presence: Record<string, Presence>;
  typing: Typing;
  preferences: Preferences;
  notifications: Notifications;
  toasts: Toast[];
  view: View;
}

/** Nobody is logged in, nothing is known. */
export function startingState(now: number): State {
  return {
    session: startingSession,
    connection: startingConnection(now),
    conversations: startingConversations,
    cursors: {},
    timelines: {},
    places: {},
    changes: {},
    outbox: {},
    uploads: {},
    pendingChanges: {},
    quotes: {},
    composing: {},
    drafts: {},
    people: {},
    presence: {},
    typing: {},
    preferences: startingPreferences,
    notifications: startingNotifications,
    toasts: [],
    view: startingView,
  };
}
