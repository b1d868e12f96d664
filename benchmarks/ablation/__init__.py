"""Ablation: what each part of the kernel is worth.

    python -m benchmarks.ablation --seconds 5 --threads 2 --seeds 1,2 --out ablation.json

The kernel plans the same problems with one part switched off at a time: public instances (a few of
each kind, `benchmarks/quality/ablation.csv`, or another `--set`) and the home-help visits of a
generated day. All runs of a problem follow each other, so that a machine that slows down slows all
of them down. In a limit of seconds a part pays for the time it takes; with one of iterations it
does not, and the speed column tells what it takes.
"""
