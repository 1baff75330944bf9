/* How many people a group has, in words. */
import { t } from "@/i18n/t";

export function memberCount(count: number): string {
  return count === 1 ? t("Only you") : t("{count, plural, one {# member} other {# members}}", { count });
}
