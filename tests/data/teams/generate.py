"""Writes the sample reports beside this file: `python -m tests.data.teams.generate`. README.md describes them."""

from pathlib import Path

FOLDER = Path(__file__).parent
HEADINGS = ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"]
ACTIVITY = ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"]
OLDER = ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"]
OLDEST = ["Full Name", "User Action", "Timestamp"]
THIN_SPACE = "\u202f"
"""What Teams writes between the time and AM."""

Rows = list[list[str]]


def us(clock: str, year: str = "2026") -> str:
    """12/3/2026, 9:58:12 AM for 09:58:12 on 3 December."""
    hour, minute, second = clock.split(":")
    half = "AM" if int(hour) < 12 else "PM"
    return f"12/3/{year}, {(int(hour) - 1) % 12 + 1}:{minute}:{second} {half}"


def uk(clock: str) -> str:
    return f"03/12/2026, {clock}"


def iso(clock: str) -> str:
    return f"2026-12-03T{clock}"


def newer(when=us, thin: bool = False) -> Rows:
    """Ann was there throughout; Ben left at noon; Cem joined twice; Dee on two devices; Jo leads; Zoë isn't booked."""
    rows = [
        ["1. Summary"],
        ["Meeting title", "Complex Neglect"],
        ["Attended participants", "6"],
        ["Start time", when("09:45:10")],
        ["End time", when("12:31:02")],
        ["Meeting duration", "2h 45m 52s"],
        ["Average attendance time", "1h 58m 3s"],
        [],
        ["2. Participants"],
        HEADINGS,
        person("Jo Bell", when, "09:45:10", "12:31:02", "2h 45m 52s", "jo.bell@example.org", "Organizer"),
        person("Ann O’Łęcka", when, "09:58:12", "12:30:40", "2h 32m 28s", "Ann@Example.org", "Attendee"),
        person("Adeyemi, Ben (Guest)", when, "09:55:00", "11:30:00", "1h 35m", "", "Attendee"),
        person("Cem Şahin", when, "10:00:00", "12:30:00", "2h", "cem@example.org", "Attendee"),
        person("Dee Hall", when, "09:59:00", "11:40:00", "1h 41m", "dee@example.org", "Attendee"),
        person("Zoë Quick (External)", when, "10:05:00", "12:30:00", "2h 25m", "zoe@example.org", "Attendee"),
        [],
        ["3. In-Meeting Activities"],
        ACTIVITY,
        stay("Jo Bell", when, "09:45:10", "12:31:02", "2h 45m 52s", "jo.bell@example.org", "Organizer"),
        stay("Ann O’Łęcka", when, "09:58:12", "12:30:40", "2h 32m 28s", "Ann@Example.org", "Attendee"),
        stay("Adeyemi, Ben (Guest)", when, "09:55:00", "11:30:00", "1h 35m", "", "Attendee"),
        stay("Cem Şahin", when, "10:00:00", "11:00:00", "1h", "cem@example.org", "Attendee"),
        stay("Cem Şahin", when, "11:30:00", "12:30:00", "1h", "cem@example.org", "Attendee"),
        stay("Dee Hall", when, "09:59:00", "11:30:00", "1h 31m", "dee@example.org", "Attendee"),
        stay("Dee Hall", when, "11:00:00", "11:40:00", "40m", "dee@example.org", "Attendee"),
        stay("Zoë Quick (External)", when, "10:05:00", "12:30:00", "2h 25m", "zoe@example.org", "Attendee"),
    ]
    return [[cell.replace(" AM", f"{THIN_SPACE}AM") for cell in row] for row in rows] if thin else rows


def person(name, when, joined, left, lasted, email, role) -> list[str]:
    return [name, when(joined), when(left), lasted, email, email, role]


def stay(name, when, joined, left, lasted, email, role) -> list[str]:
    return [name, when(joined), when(left), lasted, email, role]


def participants_alone(lasted=lambda words: words, when=uk) -> Rows:
    rows = newer(when)
    end = rows.index(["3. In-Meeting Activities"])
    return [[lasted(cell) for cell in row] for row in rows[:end]]


def in_figures(words: str) -> str:
    """2h 25m as 02:25:00, where it is a duration."""
    parts = dict.fromkeys("hms", 0)
    for part in words.split():
        if part[-1] not in parts or not part[:-1].isdigit():
            return words
        parts[part[-1]] = int(part[:-1])
    return f"{parts['h']:02d}:{parts['m']:02d}:{parts['s']:02d}" if words else words


def in_minutes(words: str) -> str:
    """2h 25m as 145m 0s."""
    hours, minutes, seconds = (in_figures(words).split(":") + ["", ""])[:3]
    is_one = hours.isdigit() and minutes.isdigit() and seconds.isdigit() and "/" not in words
    return f"{int(hours) * 60 + int(minutes)}m {int(seconds)}s" if is_one else words


def older(when=us) -> Rows:
    activities = newer(when)[newer(when).index(ACTIVITY) + 1 :]
    return [
        ["Meeting Summary"],
        ["Total Number of Participants", "6"],
        ["Meeting Title", "Complex Neglect"],
        ["Meeting Start Time", when("09:45:10")],
        ["Meeting End Time", when("12:31:02")],
        ["Meeting Id", "0f6b7c1e-made-up"],
        [],
        OLDER,
        *([*row[:5], row[5], row[4]] for row in activities),
    ]


def oldest(when=us) -> Rows:
    """Somebody who hadn't left when the list was saved has no line that says so."""
    steps = [
        ["Jo Bell", "Joined", when("09:45:10")],
        ["Ann O’Łęcka", "Joined before", when("09:58:12")],
        ["Adeyemi, Ben (Guest)", "Joined", when("09:55:00")],
        ["Adeyemi, Ben (Guest)", "Left", when("11:30:00")],
        ["Cem Şahin", "Joined", when("10:00:00")],
        ["Cem Şahin", "Left", when("11:00:00")],
        ["Cem Şahin", "Joined", when("11:30:00")],
        ["Cem Şahin", "Left", when("12:30:00")],
        ["Dee Hall", "Joined", when("09:59:00")],
        ["Dee Hall", "Joined", when("11:00:00")],
        ["Dee Hall", "Left", when("11:30:00")],
        ["Dee Hall", "Left", when("11:40:00")],
        ["Zoë Quick (External)", "Joined", when("10:05:00")],
        ["Zoë Quick (External)", "Left", when("12:30:00")],
    ]
    return [OLDEST, *steps]


def tabbed(rows: Rows) -> str:
    return "".join("\t".join(f'"{cell}"' if "\t" in cell else cell for cell in row) + "\r\n" for row in rows)


def commas(rows: Rows) -> str:
    return "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\r\n" for row in rows)


def another(rows: Rows, old: str, new: str) -> Rows:
    return [[cell.replace(old, new) for cell in row] for row in rows]


def in_utc(rows: Rows) -> Rows:
    return another(another(rows, "First Join", "First Join (UTC)"), "Join Time", "Join Time (UTC)")


def samples() -> dict[str, bytes]:
    utf16 = "utf-16-le"
    little, big = b"\xff\xfe", b"\xfe\xff"
    whole = little + tabbed(newer(thin=True)).encode(utf16)
    return {
        "newer-utf16le.csv": whole,
        "newer-utf16be-two-digit-year.csv": big + tabbed(newer(lambda c: us(c, "26"))).encode("utf-16-be"),
        "newer-utf8-bom-uk.csv": tabbed(newer(uk)).encode("utf-8-sig"),
        "newer-utf8-commas-iso.csv": commas(newer(iso)).encode(),
        "newer-utc.csv": little + tabbed(in_utc(newer())).encode(utf16),
        "participants-alone-figures.csv": commas(participants_alone(in_figures)).encode("utf-8-sig"),
        "participants-alone-minutes.csv": little + tabbed(participants_alone(in_minutes, us)).encode(utf16),
        "older-utf16le.csv": little + tabbed(older()).encode(utf16),
        "older-quoted-commas-uk.csv": commas(older(uk)).encode("utf-8-sig"),
        "oldest-utf16le.csv": little + tabbed(oldest()).encode(utf16),
        "oldest-utf8-uk.csv": tabbed(oldest(uk)).encode(),
        "broken-other-csv.csv": b"course,date,places\r\nComplex Neglect,2026-12-03,20\r\n",
        "broken-headings-in-german.csv": tabbed(another(older(), "Full Name", "Vollst\u00e4ndiger Name")).encode(
            "utf-8-sig"
        ),
        "broken-workbook.xlsx": b"PK\x03\x04\x14\x00\x06\x00" + b"\x00" * 40,
        "broken-picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "broken-empty.csv": b"",
        "broken-empty-but-marked.csv": little,
        "broken-cut-short.csv": whole[: len(whole) // 2 * 2 - 601],
        "broken-nobody.csv": little + tabbed(newer()[:10]).encode(utf16),
        "broken-another-day.csv": little + tabbed(another(newer(), "12/3/2026", "12/14/2026")).encode(utf16),
        "broken-another-day-either-order.csv": tabbed(another(newer(uk), "03/12/2026", "04/11/2026")).encode(),
        "broken-duration.csv": little + tabbed(another(newer(), "1h 31m", "a while")).encode(utf16),
        "broken-time.csv": little + tabbed(another(newer(), us("11:40:00"), "soon")).encode(utf16),
        "broken-left-before.csv": little + tabbed(another(newer(), us("11:40:00"), us("10:40:00"))).encode(utf16),
        "broken-mixed-orders.csv": tabbed(
            [*another(newer(), us("11:40:00"), "12/13/2026, 11:40:00 AM"), *another(newer(uk)[-1:], "03/12", "13/12")]
        ).encode(),
    }


if __name__ == "__main__":
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
