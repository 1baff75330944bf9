/* The dialog that starts a conversation. It is part of the address (?new=direct, ?new=group), so that back closes it. */
import { useSearchParams } from "react-router";
import { NewDirectDialog } from "./NewDirectDialog";
import { NewGroupDialog } from "./NewGroupDialog";

export function NewConversation() {
  const [params, setParams] = useSearchParams();
  const kind = params.get("new");
  const close = () => setParams({}, { replace: true });
  return (
    <>
      <NewDirectDialog isOpen={kind === "direct"} onClose={close} onGroup={() => setParams({ new: "group" }, { replace: true })} />
      <NewGroupDialog isOpen={kind === "group"} onClose={close} />
    </>
  );
}
