/* Why a form or a dialog did not do what was asked; nothing while there is nothing to say. */
import { Notice } from "./Notice";

export function Problem({ children }: { children: string | null | undefined }) {
  if (!children) return null;
  return (
    <Notice tone="danger" shape="card" role="alert">
      {children}
    </Notice>
  );
}
