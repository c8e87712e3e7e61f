"""The folder of uploads, exchanged file by file, so that whoever reads one meanwhile finds it whole."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class UploadsExchange:
    """`fresh` holds what shall be there, `live` is the folder in use, `aside` takes what is taken out of it."""

    fresh: Path
    live: Path
    aside: Path
    added: list[Path] = field(default_factory=list)
    taken_out: list[Path] = field(default_factory=list)

    def put_beside(self) -> None:
        """Add what isn't there. What is there stays, but for a file whose bytes are others."""
        self.live.mkdir(parents=True, exist_ok=True)
        for name in _files(self.fresh):
            target = self.live / name
            if target.exists():
                if target.read_bytes() == (self.fresh / name).read_bytes():
                    continue
                self._take_out(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            being_written = target.with_name(f"{target.name}.new")
            self.added.append(name)
            shutil.copyfile(self.fresh / name, being_written)
            being_written.replace(target)

    def take_out_the_others(self) -> None:
        """What the backup doesn't have goes."""
        wanted = set(_files(self.fresh))
        for name in _files(self.live):
            if name not in wanted:
                self._take_out(name)

    def undo(self) -> None:
        """As it was before."""
        for name in self.added:
            (self.live / name).unlink(missing_ok=True)
            (self.live / f"{name}.new").unlink(missing_ok=True)
        for name in self.taken_out:
            shutil.move(self.aside / name, self.live / name)

    def _take_out(self, name: Path) -> None:
        target = self.aside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.live / name, target)
        self.taken_out.append(name)


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
