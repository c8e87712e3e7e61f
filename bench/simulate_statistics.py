"""Whether the results' intervals hold what they promise, on answers whose truth is known.

    .venv/bin/python -m bench.simulate_statistics [--runs 2000]

Prints the tables of docs/statistics.md: how many of 95% intervals hold the true change, by sessions and by how alike
the people of a session are; and how many of units that are all alike lie outside their funnel. Seeds are fixed.
"""

import click

from tests.data.simulated_answers import coverage, funnels

SESSIONS = (3, 5, 8, 12, 20, 40)
CORRELATIONS = (0.0, 0.05, 0.1, 0.2)
SEED = 20261


@click.command()
@click.option("--runs", default=2000, show_default=True)
def simulate(runs: int) -> None:
    """Print both tables."""
    click.echo(
        f"| sessions | {' | '.join(f'ICC {icc:g}' for icc in CORRELATIONS)} |\n|---|{'---|' * len(CORRELATIONS)}"
    )
    for sessions in SESSIONS:
        cells = [coverage(sessions, icc, runs=runs, seed=SEED + sessions) for icc in CORRELATIONS]
        click.echo(f"| {sessions} | {' | '.join(f'{each.percent:.1f}% ({each.width:.1f})' for each in cells)} |")
    strangers = coverage(20, 0.1, runs=runs, seed=SEED).of_strangers
    click.echo(f"\nTaken for strangers, 20 sessions at ICC 0.1: {strangers:.1f}%")
    click.echo("\n| units | true differences | outside 95% | outside 99.8% | estimated |\n|---|---|---|---|---|")
    for units in (12, 30, 60):
        for between in (0.0, 0.3):
            found = list(funnels(units=units, icc=0.05, between=between, runs=runs // 10, seed=SEED + units))
            whole = units * len(found)
            outside = sum(each.outside for each in found) / whole
            alarms = sum(unit.standing.is_alarm for each in found for unit in each.units) / whole
            estimated = sum(each.between for each in found) / len(found)
            click.echo(f"| {units} | {between:g} | {outside:.1%} | {alarms:.2%} | {estimated:.2f} |")


if __name__ == "__main__":
    simulate()
