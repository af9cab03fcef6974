"""Jobs: what takes long is asked for in one moment, done by the worker in its own time, and seen while it goes on.

=============  ===================================================================================================
asking         ask(kind, noun_id, check=): one row, in one transaction with what can be checked at once
leasing        take · go_on · finish · refuse · give_up · put_back: how the one that runs a job marks it
running        run_due(kinds): takes jobs and runs them until none is due
worker         watch(start): looks for due jobs, and starts a process of its own for them
queries        jobs_about · is_any_due · longest_wait
=============  ===================================================================================================
"""
