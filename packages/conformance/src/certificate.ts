// A certificate for localhost and 127.0.0.1, signed by itself, and its key: made for these tests, secret to
// nobody, trusted by nothing else. Made with `openssl ca -selfsign`, P-256, valid from 2020 to 2120.
export const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBZTCCAQqgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOqUtSOTVBDqMxb0
MR1vu+7Rm578sUjWMFcVEGlGAwbkyZZET++iVTaYgQ339yQ4OsUigxiqwIpATPCl
xyoam96jSzBJMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAMBgNVHRMEBTAD
AQH/MB0GA1UdDgQWBBRI/GICs1EL9XIsB2BPcAXwVUapjzAKBggqhkjOPQQDAgNJ
ADBGAiEA77du3zSau51D69Bjes1vqgOmlJ44vPThwL7o4fG7qIwCIQDNHL3UcFLd
T4ufevlfqID/x2dh2dI63O+lvQow3+ipcw==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2qOlyEEejxYB8aaj
MFiEYMehQZttILcpafGoAvqF2xyhRANCAATqlLUjk1QQ6jMW9DEdb7vu0Zue/LFI
1jBXFRBpRgMG5MmWRE/volU2mIEN9/ckODrFIoMYqsCKQEzwpccqGpve
-----END PRIVATE KEY-----
`,
  // The same key behind the passphrase "swordfish".
  encryptedKey: `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh8wR0UC6zRjgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKV7ikx2WoQDRxpvm1MBbvYEgZD5
dCk5mAwchhq4olbNJgsuVC4XAd/tGaUinwb/j1IE2K3Vw4wvAKM/hyu5utILmk1X
amVX6OjOlQ2Gs641G5nYO8r4ZLYzezJsxh8w3NDpxD9zG6h43btkiri37ghEyraE
O9GgkjCrEbQ24DaaEk5xYyvFE1dN4qKGfn+JEA/ARaaSOBYtIUx7pMgOxbJUlmo=
-----END ENCRYPTED PRIVATE KEY-----
`,
};
