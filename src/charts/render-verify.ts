import { crc32, inflateSync } from "node:zlib";
import { card } from "./theme.ts";

/** A chart could not be drawn, or its picture must not be sent; the message goes without it. */
export class ChartError extends Error {
  readonly code = "chart-not-drawn";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ChartError";
  }
}

export interface VerifiedPng {
  readonly width: number;
  readonly height: number;
}

export interface ExpectedSize {
  readonly width: number;
  /** Any, when it is left out. */
  readonly height?: number;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const bytesPerPixel = 4;
const leastInk = 0.001;

/**
 * Gives a picture's size in pixels once it is sure that it is a whole PNG of the right size, and that
 * something is drawn on it.
 * @throws ChartError when it is not.
 */
export function verifyPng(
  bytes: Uint8Array,
  expected: ExpectedSize = { width: card.width * card.zoom },
): VerifiedPng {
  if (!signature.every((byte, index) => bytes[index] === byte))
    throw new ChartError("The picture is not a PNG.");
  const chunks = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const head = chunks.find(({ type }) => type === "IHDR")?.data;
  if (!head || chunks.at(-1)?.type !== "IEND") throw new ChartError("The PNG is cut short.");
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  if (width !== expected.width || height !== (expected.height ?? height) || height === 0) {
    throw new ChartError(
      `The PNG is ${width} by ${height} pixels instead of ${expected.width} by ${expected.height ?? "any"}.`,
    );
  }
  if (head[8] !== 8 || head[9] !== 6 || head[12] !== 0)
    throw new ChartError("The PNG is not plain 8-bit RGBA.");
  const stride = width * bytesPerPixel;
  if (!isInked(inflate(chunks, (stride + 1) * height), stride, height))
    throw new ChartError("The PNG is blank.");
  return { width, height };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(bytes: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < bytes.length; ) {
    if (at + 12 > bytes.length) throw new ChartError("The PNG is cut short.");
    const length = bytes.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new ChartError("The PNG is cut short.");
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end))
      throw new ChartError("The PNG is damaged.");
    chunks.push({ type: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

const mostAtOnce = 2 ** 25;

/** `length`: how many bytes there must be. Made in one piece, they take half the time. */
function inflate(chunks: readonly Chunk[], length: number): Buffer {
  const packed = Buffer.concat(chunks.flatMap(({ type, data }) => (type === "IDAT" ? [data] : [])));
  try {
    return inflateSync(packed, { chunkSize: Math.min(length + 1, mostAtOnce) });
  } catch {
    throw new ChartError("The PNG's pixels cannot be read.");
  }
}

/**
 * Whether enough pixels differ from the first one, the ground. Rows are read from the top only until
 * enough are found, since reading all of them would cost as much as drawing.
 */
function isInked(raw: Buffer, stride: number, height: number): boolean {
  if (raw.length !== (stride + 1) * height)
    throw new ChartError("The PNG's pixels are not as many as its size.");
  let missing = leastInk * (stride / bytesPerPixel) * height;
  let above: Uint8Array = new Uint8Array(stride);
  let ground: number | undefined;
  for (let row = 0; row < height && missing > 0; row += 1) {
    const start = row * (stride + 1);
    const line = new Uint8Array(raw.subarray(start + 1, start + 1 + stride));
    unfilterLine(raw[start] ?? 0, line, above);
    const pixels = new Uint32Array(line.buffer);
    ground ??= pixels[0];
    for (const pixel of pixels) if (pixel !== ground) missing -= 1;
    above = line;
  }
  return missing <= 0;
}

/** Undoes one row's filter (PNG standard, section 9): each byte was stored less a guess from its neighbours. */
function unfilterLine(filter: number, line: Uint8Array, above: Uint8Array): void {
  if (filter === 0) return;
  for (let index = 0; index < line.length; index += 1) {
    const left = index < bytesPerPixel ? 0 : (line[index - bytesPerPixel] ?? 0);
    const up = above[index] ?? 0;
    let guess = left;
    if (filter === 2) guess = up;
    else if (filter === 3) guess = (left + up) >> 1;
    else if (filter === 4)
      guess = paeth(left, up, index < bytesPerPixel ? 0 : (above[index - bytesPerPixel] ?? 0));
    line[index] = (line[index] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
