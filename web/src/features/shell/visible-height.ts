/**
 * How much of the page a keyboard on the screen leaves to be seen, as --visible-height: everything that fills the window is as high
 * as that, so that no keyboard covers the composer.
 *
 * Where the browser makes the page smaller itself (interactive-widget in index.html), there is nothing to do. Safari lays its
 * keyboard over the page, and pushes the page up to show the field: then it is made smaller here, and pulled down again.
 */

export type Viewport = Pick<VisualViewport, "height" | "scale" | "pageTop" | "addEventListener">;

export interface Page {
  clientHeight: number;
  style: Pick<CSSStyleDeclaration, "setProperty" | "removeProperty">;
  dataset: DOMStringMap;
}

/** Less than this is a matter of rounding. */
const LEAST_COVERED_PX = 2;

/** In px, as if nobody had zoomed in; null while all of the page can be seen. */
export function visibleHeight(pageHeight: number, { height, scale }: Pick<Viewport, "height" | "scale">): number | null {
  const visible = Math.round(height * scale);
  return pageHeight - visible >= LEAST_COVERED_PX ? visible : null;
}

/** From now on the page is as high as what can be seen of it. `toTop` pulls it down. */
export function followVisibleHeight(viewport: Viewport, page: Page, toTop: () => void): void {
  const look = () => {
    const visible = visibleHeight(page.clientHeight, viewport);
    if (visible === null) {
      page.style.removeProperty("--visible-height");
      delete page.dataset["covered"];
      return;
    }
    page.style.setProperty("--visible-height", `${visible}px`);
    page.dataset["covered"] = "";
    // Whoever has zoomed in looks at another part by wish.
    if (viewport.scale <= 1 && viewport.pageTop > 0) toTop();
  };
  viewport.addEventListener("resize", look);
  viewport.addEventListener("scroll", look);
  look();
}
