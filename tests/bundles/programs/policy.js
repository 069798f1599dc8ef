// One issuer, whose key is given, so that nothing is fetched.
export const policy = {
  issuers: [
    {
      issuer: 'https://auth.example.com/',
      audience: 'https://api.example.com',
      algorithms: ['ES256'],
      keys: JSON.parse(process.env.ISSUER_KEY),
    },
  ],
}
