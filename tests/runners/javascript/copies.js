// WebCrypto copies its input before `verify` returns (§14.3.4), so Doorward gives it views of the module's memory. This checks
// whether the platform does so: it overwrites the input during the check.
const ALGORITHMS = [
  [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
  [
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    'RSASSA-PKCS1-v1_5',
  ],
  [
    { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    { name: 'RSA-PSS', saltLength: 32 },
  ],
  ['Ed25519', 'Ed25519'],
]

export async function takesCopies() {
  const { subtle } = globalThis.crypto
  for (const [made, used] of ALGORITHMS) {
    const { privateKey, publicKey } = await subtle.generateKey(made, false, ['sign', 'verify'])
    const signed = new Uint8Array(500).fill(7)
    const signature = new Uint8Array(await subtle.sign(used, privateKey, signed))
    const answer = subtle.verify(used, publicKey, signature, signed)
    signed.fill(0)
    signature.fill(0)
    if (!(await answer)) throw new Error(`this platform reads late: ${JSON.stringify(used)}`)
  }
}
