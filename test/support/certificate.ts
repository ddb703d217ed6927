/**
 * A certificate for `localhost` and 127.0.0.1 that signs itself, and its key: for servers of the tests only. Valid for a
 * hundred years; made by `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes`.
 */
export const CERTIFICATE = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIURsJapGzZTsq/CEoqw/IPL1oRLwAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIwNTQxMloYDzIxMjYxMDMw
MjA1NDEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS3N6ylH8LOOj+T7X82DVbE5YPkQvDrxCPJb2RfS3b0+9tqH6GwLV4Z
3kkfHtPgU8rSHCAv02NnsU/HqTKmPw1Eo28wbTAdBgNVHQ4EFgQU33KDxuzEmTm2
9r0fEHBUymCGAx0wHwYDVR0jBBgwFoAU33KDxuzEmTm29r0fEHBUymCGAx0wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgang2rNagifYT4UexfIRIPaqtjVtwefQWwQkMLZHgvwACIQDj
iDsBKooVXb6s5ZFs/xHBqTuEx37EDu04tbyOMUlosQ==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQKpt1ZflGUk8/sWM
C9pmttT2nhysLHbFqwBGJV4sxGqhRANCAAS3N6ylH8LOOj+T7X82DVbE5YPkQvDr
xCPJb2RfS3b0+9tqH6GwLV4Z3kkfHtPgU8rSHCAv02NnsU/HqTKmPw1E
-----END PRIVATE KEY-----
`,
};
