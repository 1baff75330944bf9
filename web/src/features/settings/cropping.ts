/** A square cut out of a picture, moved and zoomed. Pure: all in parts of the frame's side, so that the frame may be of any size. */

export interface Size {
  width: number;
  height: number;
}

export interface Crop {
  /** 1: the shorter side fills the frame. */
  zoom: number;
  /** The picture's middle away from the frame's, in sides of the frame. */
  x: number;
  y: number;
}

export const startCrop: Crop = { zoom: 1, x: 0, y: 0 };
export const mostZoom = 4;

/** The picture as it lies under the frame, in sides of the frame. */
export function spread({ width, height }: Size, zoom: number): Size {
  const shorter = Math.min(width, height);
  return { width: (width / shorter) * zoom, height: (height / shorter) * zoom };
}

/** The nearest that leaves no part of the frame empty. */
export function bounded(crop: Crop, picture: Size): Crop {
  const zoom = clamp(crop.zoom, 1, mostZoom);
  const { width, height } = spread(picture, zoom);
  const [spareX, spareY] = [(width - 1) / 2, (height - 1) / 2];
  return { zoom, x: clamp(crop.x, -spareX, spareX), y: clamp(crop.y, -spareY, spareY) };
}

/** Which square of the picture is in the frame, in its own px. */
export function squareIn(crop: Crop, picture: Size): { left: number; top: number; side: number } {
  const { zoom, x, y } = bounded(crop, picture);
  const side = Math.min(picture.width, picture.height) / zoom;
  return { left: picture.width / 2 - side / 2 - x * side, top: picture.height / 2 - side / 2 - y * side, side };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
