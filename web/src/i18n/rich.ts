/** Sentences of which a part looks different: `rich("You will join <group>{title}</group>.", { title, group: <b /> })`. */
import { cloneElement, createElement, Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import { type Literal, parts, type Values } from "./t";

/** An element takes the words between the tags of its name. */
export function rich<Text extends string>(message: Literal<Text>, values: Record<string, Values[string] | ReactElement>): ReactNode {
  const dressed = Object.entries(values).map(([name, value]) => [name, isValidElement(value) ? dressing(value) : value] as const);
  const words = parts<ReactNode>(message, Object.fromEntries(dressed));
  return createElement(Fragment, null, ...(Array.isArray(words) ? words : [words]));
}

function dressing(element: ReactElement): (words: ReactNode[]) => ReactNode {
  return (words) => cloneElement(element, undefined, ...words);
}
