"""The first page by Lighthouse: performance, accessibility, best practices, search engines.

    .venv/bin/python -m bench.lighthouse [--save]

Lighthouse is found as `lighthouse` on the path or in LIGHTHOUSE (`npm install lighthouse` in a folder outside the tree
brings node_modules/.bin/lighthouse), and looks with Debian's chromium. Without it the bench says so, and measures
nothing.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess

import click

from bench.figures import Measuring
from bench.house import a_database, as_on_a_server, the_demo
from tests.servers import a_web_server

AT_LEAST = 95


@click.command()
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(save: bool) -> None:
    """Look at it as a stranger's browser."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not program:
        click.echo("Lighthouse isn't here (npm install lighthouse): not measured.")
        return
    measuring = Measuring("Lighthouse")
    with contextlib.ExitStack() as kept:
        database = kept.enter_context(a_database("sqlite"))
        with the_demo(database):
            pass
        env = kept.enter_context(as_on_a_server(database, PUBLIC_URL="http://127.0.0.1"))
        address = kept.enter_context(a_web_server(env))
        command = [program, address, "--output=json", "--quiet", "--chrome-flags=--headless=new --no-sandbox"]
        browser = {"CHROME_PATH": shutil.which("chromium") or ""}
        done = subprocess.run(command, env=os.environ | browser, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    chromium = re.search(r"Chrome/(\d+)", report["environment"]["hostUserAgent"])
    by = f"Lighthouse {report['lighthouseVersion']}, Chromium {chromium[1] if chromium else 'of no known version'}"
    for category in report["categories"].values():
        measuring.note(category["title"], 100 * category["score"], "of 100", at_least=AT_LEAST, says=by)
    if save:
        measuring.save()


if __name__ == "__main__":
    measure()
