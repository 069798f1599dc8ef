/**
 * How bodies begin in the codings that are read (RFC 9110 §8.4.1). JSON begins with none of these octets, so a body that does was not
 * unpacked by the platform's `fetch`. `br` is not among them, because Python does not read it.
 */
const BEGINNINGS: Readonly<Record<string, { format: CompressionFormat; octets: readonly number[] }>> = {
  gzip: { format: 'gzip', octets: [0x1f, 0x8b] },
  'x-gzip': { format: 'gzip', octets: [0x1f, 0x8b] },
  deflate: { format: 'deflate', octets: [0x78] },
}

/** The one coding of a response, in lower case; `undefined` for several, and for one that is not read. */
export function codingOf(contentEncoding: string | null): string | undefined {
  const coding = contentEncoding?.trim().toLowerCase() || 'identity'
  return coding === 'identity' || Object.hasOwn(BEGINNINGS, coding) ? coding : undefined
}

/** The unpacked body where `fetch` left it packed; else `undefined`. The stream fails for a body that is cut off or followed by more. */
export function unpacked(body: Uint8Array, coding: string): ReadableStream<Uint8Array> | undefined {
  const beginning = BEGINNINGS[coding]
  if (beginning === undefined || !beginning.octets.every((octet, index) => body[index] === octet)) return undefined
  const packed = new Blob([body.slice()]).stream()
  return packed.pipeThrough(new DecompressionStream(beginning.format)) as ReadableStream<Uint8Array>
}
