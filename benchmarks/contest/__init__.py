"""A standing contest on small problems: the kernel against the exact engine and brute force.

`python -m benchmarks.contest --seeds 1-2000` draws a problem a seed over all rules and terms and
plans it with both engines; where brute force covers the terms it plans too. Nothing of it looks at
a clock. What may never be: a crash, a plan that the referee had to mend, a plan better than a bound
that was called proven, and a kernel that is worse on a level above the last one.
"""
