"""`flask --app wsgi simulate`: a day through the real services, policies side by side, and is the simulator right?"""

import click

from opd_web.cli.simulate_day import day
from opd_web.cli.simulate_lab import lab
from opd_web.cli.simulate_oracle import oracle

# No AppGroup: a simulation brings its own database, and asks for the hospital's only where it reads a past day.
group = click.Group("simulate", help="Play days in virtual time, compare policies, check the simulator.")
for command in (day, lab, oracle):
    group.add_command(command)
