"""The gate: a change that makes plans worse does not land unnoticed.

    python -m benchmarks.gate             # compare with the baseline; exit code 1 if worse
    python -m benchmarks.gate --update    # write the baseline anew, and print what changed
    python -m benchmarks.gate --worsened 0.2   # a fifth of the search: must fail

A fixed set of small instances, fixed seeds, limits in iterations: no clock, so that an unchanged
engine gives the same figures each time. The instances are files, travel matrices included, so
that neither a change of the generators nor another machine's sine changes what is asked.
(Floating point stays in the engine's annealing and in OR-Tools, whose version is locked: with
another one, or on another processor family, the baseline may have to be written anew.)

The rule, for each engine; costs are means over the seeds:

1. Every plan is lawful.
2. No instance has worse levels above the cost (unserved weight by priority, lateness; their
   sums over the seeds, compared in order).
3. No instance with equal levels above costs over 3 % more.
4. On average over these instances, cost is not over 1 % more.
"""
