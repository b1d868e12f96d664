"""GeoJSON of the sample day: lines and points, longitude first."""

from optimizer.outputs import Label, Labels
from optimizer.outputs.geojson import geojson
from optimizer.outputs.view import PlanView
from tests.outputs.sample import BATTANT, document


def test_tours_are_lines_and_stops_points() -> None:
    """Two tours; s1: depot, v1, v6, v2, depot (the lunch is no point); s2: depot, v3, v4, depot."""
    day = PlanView.of(document(), Labels({"p3": Label("Éloïse Noël")}))
    found = geojson(day)["features"]
    lines = [f for f in found if f["geometry"]["type"] == "LineString"]
    [insulin] = [f for f in found if f["properties"].get("visit") == "v3"]

    assert [len(line["geometry"]["coordinates"]) for line in lines] == [5, 4]
    assert len(found) == 2 + 5 + 4
    assert insulin["geometry"] == {"type": "Point", "coordinates": [BATTANT[1], BATTANT[0]]}
    assert insulin["properties"]["name"] == "Éloïse Noël"
