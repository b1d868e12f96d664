"""Tours as GeoJSON (RFC 7946): a line a tour and a point a stop, for any map program."""

from typing import Any

from optimizer.outputs.view import PlanView
from optimizer.plan.document import StopOut, TourOut


def geojson(view: PlanView) -> dict[str, Any]:
    """A FeatureCollection; coordinates are `[longitude, latitude]`, names from the labels only."""
    features = [feature for tour in view.tours for feature in _tour(view, tour)]
    return {"type": "FeatureCollection", "features": features}


def _tour(view: PlanView, tour: TourOut) -> list[dict[str, Any]]:
    located = [stop for stop in tour.stops if stop.location is not None and stop.kind != "break"]
    points = [_point(view, tour, stop) for stop in located]
    if len(located) < 2:
        return points
    line = {
        "type": "LineString",
        "coordinates": [list(reversed(stop.location or ())) for stop in located],
    }
    about = {
        "tour": tour.id,
        "worker": tour.worker,
        "name": view.labels.of(tour.worker).name,
        "service": view.worker(tour).service,
        "start": tour.start,
        "end": tour.end,
    }
    return [{"type": "Feature", "geometry": line, "properties": about}, *points]


def _point(view: PlanView, tour: TourOut, stop: StopOut) -> dict[str, Any]:
    about = {
        "tour": tour.id,
        "kind": stop.kind,
        "visit": stop.visit,
        "person": stop.person,
        "name": view.labels.of(stop.person).name,
        "start": stop.start,
        "end": stop.end,
    }
    point = {"type": "Point", "coordinates": list(reversed(stop.location or ()))}
    return {"type": "Feature", "geometry": point, "properties": about}
