/** How bodies begin in the codings that are unpacked here (RFC 9110 §8.4.1). JSON begins with none of these octets. */
const BEGINNINGS: Readonly<Record<string, { format: CompressionFormat; octets: readonly number[] }>> = {
  gzip: { format: 'gzip', octets: [0x1f, 0x8b] },
  'x-gzip': { format: 'gzip', octets: [0x1f, 0x8b] },
  deflate: { format: 'deflate', octets: [0x78] },
}

/**
 * The unpacked body where the platform's `fetch` left it packed; else `undefined`. The stream fails for a body that is cut off or followed
 * by more. The core refuses a coding that is not unpacked here.
 */
export function unpacked(body: Uint8Array, contentEncoding: string | null): ReadableStream<Uint8Array> | undefined {
  const beginning = BEGINNINGS[contentEncoding?.trim().toLowerCase() ?? '']
  if (beginning === undefined || !beginning.octets.every((octet, index) => body[index] === octet)) return undefined
  const packed = new Blob([body.slice()]).stream()
  return packed.pipeThrough(new DecompressionStream(beginning.format)) as ReadableStream<Uint8Array>
}
