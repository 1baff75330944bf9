/* Somebody's name by id, for places that only know the id. */
import { usePerson } from "./use-people";

export function PersonName({ userId }: { userId: string }) {
  return usePerson(userId)?.display_name ?? "";
}
