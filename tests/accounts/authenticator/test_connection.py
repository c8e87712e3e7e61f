"""What only we can read back."""

import pytest
from flask import Flask

from app.accounts.authenticator.connection import NotDecrypted, decrypt, encrypt


@pytest.mark.lasts_long(one_in=1)
def test_what_is_encrypted_is_read_for_its_purpose_alone(app: Flask) -> None:
    kept = encrypt("a key", purpose="one thing")
    assert decrypt(kept, purpose="one thing") == "a key"
    assert "a key" not in kept
    assert kept != encrypt("a key", purpose="one thing")
    for spoilt, purpose in ((kept, "another thing"), (kept[:-4] + "AAA=", "one thing"), ("nonsense", "one thing")):
        with pytest.raises(NotDecrypted):
            decrypt(spoilt, purpose=purpose)


def test_it_is_read_under_a_new_key_while_the_old_one_is_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = encrypt("a key", purpose="one thing")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", ["one between", app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key for tests")
    assert decrypt(kept, purpose="one thing") == "a key"
    anew = encrypt("a key", purpose="one thing")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert decrypt(anew, purpose="one thing") == "a key"
    with pytest.raises(NotDecrypted):
        decrypt(kept, purpose="one thing")
