"""What is restored is what was backed up, table by table and byte by byte."""

from pathlib import Path

from app.web.uploads import store
from tests.data.command_line import call
from tests.data.everything import everything_held, two_of_everything
from tests.operations.conftest import Houses, in_house

SAY_THAT_IT_WAS_RESTORED = {"address_proof", "audit_entry", "mail_pause"}
"""The link to sign in by, the entry in the log, and that mail is held back."""


def uploads_of(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def test_all_of_it_comes_back_into_an_empty_house(houses: Houses) -> None:
    file = houses.folder / "all.tar.gz"
    with in_house(houses.a_house()) as here:
        two_of_everything()
        store(b"\x00\xff" * 70_000)
        said = call(here, "backup", file)
        assert (said.code, said.err) == (0, "")
        held, uploads = everything_held(), uploads_of(here.config["UPLOADS"])
    with in_house(houses.a_house(is_migrated=False)) as there:
        said = call(there, "restore", file)
        assert (said.code, said.err) == (0, "")
        now = everything_held()
        assert uploads_of(there.config["UPLOADS"]) == uploads
        assert {name for name in held if held[name] != now[name]} == SAY_THAT_IT_WAS_RESTORED
