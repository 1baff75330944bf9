/** What the router keeps while somebody logs in or registers: where they wanted to go, and by which link they came. */

export type Arrival = {
  wanted?: string;
  /** The token of an invite link, and what it leads to; null for a link that leads to an account alone. */
  invite?: string;
  into?: string | null;
  /** They have said on the link's page that they want to join. */
  isJoining?: boolean;
} | null;
