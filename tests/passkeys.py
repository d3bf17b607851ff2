"""A device that keeps passkeys, made of a key and arithmetic, for tests without a browser."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """One passkey for one host; ``verifies`` is whether it asked for a finger, a face or a PIN."""

    def __init__(self, origin="http://localhost", verifies=True):
        self.origin, self.verifies = origin, verifies
        self.host = origin.split("//")[1].split(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner = ""

    def _flags(self):
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _client(self, kind, challenge):
        return CollectedClientData.create(type=kind, challenge=websafe_decode(challenge), origin=self.origin)

    def _credential(self, response):
        name = websafe_encode(self.id)
        return {"type": "public-key", "id": name, "rawId": name, "clientExtensionResults": {}, "response": response}

    def make(self, options):
        """The answer to the server's wish for a new passkey."""
        public = options["publicKey"]
        self.owner = public["user"]["id"]
        kept = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(sha256(self.host.encode()), self._flags() | ATTESTED, 0, kept)
        client = self._client("webauthn.create", public["challenge"])
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            }
        )

    def show(self, options):
        """The answer to the server's question for a passkey."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(sha256(self.host.encode()), self._flags(), 0)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.owner,
            }
        )
