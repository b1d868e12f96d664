"""The same days planned by others: PyVRP, VROOM, plain OR-Tools routing, and by us.

    python -m benchmarks.peers --scale 1 --seconds 30

Rules, the same for all, ours included where they apply:

- A solver has the same seconds and threads; one that knows one thread uses one, and this is
  told. Our translation of the problem for a peer is not counted, building its model is. Of our
  own engine all is counted but compiling on first use: it has a moment with the problem before.
- Each run is a process of its own; its peak memory is that of the process. A crash, or a run
  of far more than its seconds (see `benchmarks.peers.runs.hard_limit`), is a row of the table.
- Solvers alternate: each case begins with another one.
- Peers have their own defaults; how each is asked stands in its file, `peer_<name>.py`.
- What a peer cannot state is named, in the words of `optimizer.problem.features` and of the
  score terms. Linked visits that it cannot link are pinned to their starts in a plan of ours
  of the same seconds (another seed; not counted), the links themselves still hold.
- The sequences are the peer's, the times ours: its tours are scheduled by our own schedule,
  breaks placed for them. Visits that keep a sequence from its times are given up, the least
  urgent first; so are visits whose links do not hold, and tours that break a rule all the same.
  They count as unserved, and how many is told. Nothing is inserted anew.
- Our referee judges and scores every plan.
"""
