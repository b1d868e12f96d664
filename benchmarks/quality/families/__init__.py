"""The families of public instances, by the name of their folder."""

from collections.abc import Mapping

from benchmarks.quality.families import bredstrom, hhcrsp, uhhc, vrptw
from benchmarks.quality.families.family import Family

FAMILIES: Mapping[str, Family] = {
    "mankowska": hhcrsp.FAMILY,
    "kummer": hhcrsp.FAMILY,
    "italian": hhcrsp.FAMILY,
    "uhhc": uhhc.FAMILY,
    "uhhc-bazirha": uhhc.FAMILY,
    "uhhc-bazirha-caie": uhhc.FAMILY,
    "vrptw": vrptw.FAMILY,
    "bredstrom": bredstrom.FAMILY,
}
