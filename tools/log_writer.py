"""Writes a signed log with contents as a mirror folder holds it, for tests: any entries, on any days.

C2SP tlog-tiles, signed notes with Ed25519 (RFC 8032), RFC 8785 for the plain values that occur here. The key is made from a
fixed seed: such a log proves nothing about anybody.
"""
import base64
import hashlib
import json
from pathlib import Path

ORIGIN = "made-up.example/log"
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def plus(a, b):
    """The sum of two points in extended coordinates."""
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    z, t = 2 * a[2] * b[2] % P, 2 * a[3] * b[3] * D % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = plus(result, point)
        point, number = plus(point, point), number >> 1
    return result


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    x = P - x if x & 1 else x
    return x, y, 1, x * y % P


def packed(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Key:
    def __init__(self, seed=b"\7" * 32):
        digest = hashlib.sha512(seed).digest()
        self.scalar = (int.from_bytes(digest[:32], "little") & ((1 << 254) - 8)) | 1 << 254
        self.prefix, self.base = digest[32:], base_point()
        self.public = packed(times(self.scalar, self.base))
        self.id = hashlib.sha256(ORIGIN.encode() + b"\n\1" + self.public).digest()[:4]

    def sign(self, text):
        def hashed(*parts):
            return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER
        once = hashed(self.prefix, text)
        point = packed(times(once, self.base))
        rest = (once + hashed(point, self.public, text) * self.scalar) % ORDER
        return point + rest.to_bytes(32, "little")

    def verifier(self):
        return ORIGIN + "+" + self.id.hex() + "+" + base64.b64encode(b"\1" + self.public).decode()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Log:
    """Entries in the order in which they are added."""

    def __init__(self):
        self.entries, self.contents = [], []  # contents: (identity, bytes)
        self.heads, self.digests, self.numbers, self.withdrawn = {}, {}, {}, set()

    def publish(self, item, agency, issued_on, at, fields=None, name=None, index_no=None):
        """A new disclosure; gives its identity."""
        name = name or hashlib.sha256(str(len(self.entries)).encode()).hexdigest()[:32]
        number = self.numbers[agency] = self.numbers.get(agency, 0) + 1
        self.heads[name] = {"id": name, "revision": 0, "item": item, "agency": agency,
                            "index_no": index_no or f"{agency}/{at[:4]}-{number:05}", "issued_on": issued_on}
        self._version("publish", name, at, fields)
        return name

    def amend(self, name, at, fields=None, issued_on=None):
        self.heads[name]["issued_on"] = issued_on or self.heads[name]["issued_on"]
        self._version("amend", name, at, fields)

    def withdraw(self, name, at):
        """Its contents are erased, as a site does."""
        self.withdrawn.add(name)
        self._add("withdraw", name, at, b"", ground={"article": "《政府信息公开条例》第十五条", "reason": "有误"})

    def _version(self, event, name, at, fields):
        head = self.heads[name]
        content = canonical({"v": 1, **head, "revision": head["revision"] + 1, "title": "标题", "fields": fields or {},
                             "attachments": [], "salt": hashlib.md5(f"{name} {head['revision']}".encode()).hexdigest()})
        self.digests[name] = hashlib.sha256(content).hexdigest()
        self._add(event, name, at, content)

    def _add(self, event, name, at, content, **more):
        head = self.heads[name]
        head["revision"] += 1
        at = at if len(at) > 10 else f"{at}T09:00:00+08:00"
        self.entries.append(canonical({"v": 1, "event": event, **head, "at": at, "digest": self.digests[name], **more}))
        self.contents.append((name, content))

    def write(self, folder, agencies, regions=()):
        """A folder as `mingjing mirror` leaves it."""
        folder, size = Path(folder), len(self.entries)
        hashes = level = [hashlib.sha256(b"\0" + entry).digest() for entry in self.entries]
        self._tiles(folder, "tile/entries", [len(e).to_bytes(2, "big") + e for e in self.entries])
        self._tiles(folder, "bundle", [(b"" if name in self.withdrawn else content) + b"\n" for name, content in self.contents])
        for height in range(6):
            self._tiles(folder, f"tile/{height}", level)
            level = [root(level[at:at + 256]) for at in range(0, len(level) - 255, 256)]
        key = Key()
        body = f"{ORIGIN}\n{size}\n{base64.b64encode(root(hashes)).decode()}\n"
        signature = base64.b64encode(key.id + key.sign(body.encode())).decode()
        (folder / "log/checkpoint").write_text(f"{body}\n— {ORIGIN} {signature}\n")
        (folder / "log/vkey").write_text(key.verifier() + "\n")
        (folder / "agencies.json").write_text(json.dumps({"agencies": agencies, "regions": list(regions)}, ensure_ascii=False))

    @staticmethod
    def _tiles(folder, name, parts):
        for number in range((len(parts) + 255) // 256):
            width = min(256, len(parts) - 256 * number)
            path, rest = f"{number % 1000:03}", number
            while rest >= 1000:
                rest //= 1000
                path = f"x{rest % 1000:03}/{path}"
            file = folder / "log" / name / (path if width == 256 else f"{path}.p/{width}")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"".join(parts[256 * number:256 * number + width]))


def root(hashes):
    """The root of the tree over hashes (RFC 6962)."""
    while len(hashes) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2])]
        hashes = pairs + ([hashes[-1]] if len(hashes) % 2 else [])
    return hashes[0] if hashes else hashlib.sha256(b"").digest()
