import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of one WebSocket (RFC 6455): text frames, pings, and the ways in which a connection ends. */
export interface ServerSocket {
  readonly isOpen: () => boolean;
  send(text: string): void;
  ping(): void;
  /** Says good-bye as the standard wants it. */
  close(code?: number): void;
  /** Ends it without a word, as a broken network does. */
  cut(): void;
}

export interface SocketEars {
  onText(text: string): void;
  onEnd(): void;
}

const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Answers the handshake of a request that wants to become a WebSocket. */
export function acceptSocket(request: IncomingMessage, socket: Duplex, ears: SocketEars): ServerSocket {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}${magic}`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let open = true;
  let rest = Buffer.alloc(0);
  let fragments: Buffer[] = [];
  const write = (opcode: number, payload: Buffer) => {
    if (open && !socket.destroyed) socket.write(frameOf(opcode, payload));
  };
  const end = () => {
    if (!open) return;
    open = false;
    ears.onEnd();
  };
  socket.on("data", (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
      rest = rest.subarray(frame.length);
      const { opcode, payload, isFinal } = frame;
      if (opcode === opcodes.ping) write(opcodes.pong, payload);
      else if (opcode === opcodes.close) {
        write(opcodes.close, payload);
        socket.end();
        end();
      } else if (opcode === opcodes.text || opcode === opcodes.continuation) {
        fragments.push(payload);
        if (!isFinal) continue;
        const text = Buffer.concat(fragments).toString();
        fragments = [];
        ears.onText(text);
      }
    }
  });
  socket.on("close", end);
  socket.on("error", end);
  return {
    isOpen: () => open,
    send: (text) => write(opcodes.text, Buffer.from(text)),
    ping: () => write(opcodes.ping, Buffer.alloc(0)),
    close: (code = 1000) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      write(opcodes.close, payload);
    },
    cut: () => {
      socket.destroy();
      end();
    },
  };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
  /** Of the whole frame, in bytes. */
  readonly length: number;
}

/** Gives the frame that the bytes begin with, or null while it is not whole. A client's frames are masked. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskAt = 2 + lengthBytes;
  if (bytes.length < maskAt + 4) return null;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const from = maskAt + 4;
  if (bytes.length < from + size) return null;
  const mask = bytes.subarray(maskAt, from);
  const payload = Buffer.from(bytes.subarray(from, from + size));
  for (let index = 0; index < size; index += 1)
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return { opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, payload, length: from + size };
}
