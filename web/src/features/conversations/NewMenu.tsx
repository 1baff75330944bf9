/* The ways to start a conversation. */
import { SquarePen, UserPlus, UsersRound } from "lucide-react";
import { useSearchParams } from "react-router";
import { IconButton } from "@/components/IconButton";
import { Menu, MenuItem } from "@/components/Menu";
import { t } from "@/i18n/t";

/** `isOpenAtFirst`: somebody pressed its button before it was here. */
export function NewMenu({ isOpenAtFirst }: { isOpenAtFirst: boolean }) {
  const [, setParams] = useSearchParams();
  return (
    <Menu isOpenAtFirst={isOpenAtFirst} trigger={<IconButton icon={SquarePen} label={t("New conversation")} />}>
      <MenuItem icon={UserPlus} onSelect={() => setParams({ new: "direct" })}>
        {t("Message a person")}
      </MenuItem>
      <MenuItem icon={UsersRound} onSelect={() => setParams({ new: "group" })}>
        {t("Create a group")}
      </MenuItem>
    </Menu>
  );
}
