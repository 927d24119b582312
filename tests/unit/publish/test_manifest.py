import hashlib

from par_metrics.publish.manifest import fingerprint


def test_a_fingerprint_is_the_sha256_of_the_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert fingerprint(path) == {"name": "a.csv", "bytes": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}
