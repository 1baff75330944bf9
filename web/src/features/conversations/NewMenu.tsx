/* The ways to start a conversation. */
import { SquarePen, UserPlus, UsersRound } from "lucide-react";
import { useSearchParams } from "react-router";
import { IconButton } from "@/components/IconButton";
import { Menu, MenuItem } from "@/components/Menu";

/** `isOpenAtFirst`: somebody pressed its button before it was here. */
export function NewMenu({ isOpenAtFirst }: { isOpenAtFirst: boolean }) {
  const [, setParams] = useSearchParams();
  return (
    <Menu isOpenAtFirst={isOpenAtFirst} trigger={<IconButton icon={SquarePen} label="New conversation" />}>
      <MenuItem icon={UserPlus} onSelect={() => setParams({ new: "direct" })}>
        Message a person
      </MenuItem>
      <MenuItem icon={UsersRound} onSelect={() => setParams({ new: "group" })}>
        Create a group
      </MenuItem>
    </Menu>
  );
}
