"""`simulate oracle`: simulated results beside exact ones."""

import sys
from typing import TYPE_CHECKING, Any

import click

from opd_web.cli._options import fail, table

if TYPE_CHECKING:
    from opd_web.simulation.oracle.questions import Answer, Line

RUNS = 200_000
OF_A_QUEUE = {"rates", "service", "mean", "cv"}
DEFINITIONS = """Minutes. wait: mean over those who come. overrun: mean time the last visit ends past the session.
idle: the doctor's time without a patient until the later of the session's end and that end."""


@click.command("oracle")
@click.option("--schedule", metavar="NAME|T,T,…", help="individual, bailey-welch, all-at-opening, or minutes.")
@click.option("--patients", type=int, help="How many have an appointment.")
@click.option("--session", type=float, help="The session's length, minutes.")
@click.option("--grid", type=float, help="Appointments are put back to multiples of it, minutes; 0 for none.")
@click.option("--no-show", type=float, help="The chance that a patient stays away.")
@click.option("--rates", metavar="R,R,…", help="A queue by class: arrivals a minute, highest class first.")
@click.option("--service", help="exponential, lognormal, gamma, uniform or constant.")
@click.option("--mean", type=float, help="Mean visit, minutes.")
@click.option("--cv", type=float, help="Coefficient of variation of visits, where the service does not fix it.")
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0))
def oracle(*, runs: int, seed: int, **asked: Any) -> None:
    """Print simulated and exact results side by side: all the usual ones, or the one that the options ask for.

    Without options: 24 patients at 10 minute intervals, visits exponential with mean 9, session of 240, grid of 5,
    and a queue by class. Exits with 1 if a simulated result is more than 1 % off.
    """
    # NumPy takes long to load, and every other command comes through this module.
    from opd_web.simulation.oracle.service_times import InvalidQuestion  # noqa: PLC0415  as above

    try:
        answers = [_show(question.ask(runs, seed)) for question in _questions(asked)]
    except InvalidQuestion as problem:
        fail(problem)
    far = [line for answer in answers for line in answer.lines if not line.is_close]
    print(f"{DEFINITIONS}\n{runs} runs, {len(far)} results more than 1 % off")
    sys.exit(1 if far else 0)


def _questions(asked: dict[str, Any]) -> Any:
    from opd_web.simulation.oracle.questions import USUAL, QueueQuestion, SessionQuestion  # noqa: PLC0415  as above

    said = {name: value for name, value in asked.items() if value is not None}
    if "rates" not in said:
        return [SessionQuestion(**said)] if said else USUAL
    if said.keys() - OF_A_QUEUE:
        fail(f"A queue by class takes no {', '.join(sorted(said.keys() - OF_A_QUEUE))}: leave it out, or --rates.")
    return [QueueQuestion(**said)]


def _show(answer: "Answer") -> "Answer":
    rows = [["", "simulated", "exact", "difference"], *(_cells(line) for line in answer.lines)]
    print(f"{answer.question}\n{table(rows)}\n", flush=True)
    return answer


def _cells(line: "Line") -> list[str]:
    difference = "" if line.difference is None else f"{line.difference:+.2%}"
    return [line.name, f"{line.simulated:.3f}", f"{line.exact:.3f}", difference]
