"""The report of a reference run: Markdown and charts in `benchmarks/results/`.

    python -m benchmarks.report                  # measure what is missing, then write
    python -m benchmarks.report --parts days     # only this part
    python -m benchmarks.report --draw-only      # write from what was measured
    python -m benchmarks.report --short          # a few minutes, into out/report

Measuring and writing are apart: each part is a JSON file, kept run by run, so that a run that
was interrupted goes on where it was. Runs made with other versions, seconds or threads, or
another state of the engine, are made again. Nothing in the report is written by hand.
The quality suite has its own command; its result is in the report if it is beside the others:

    python -m benchmarks.quality --out benchmarks/results/quality.json
"""
