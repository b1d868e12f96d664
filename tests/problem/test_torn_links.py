"""Links that ask for one worker and for different ones are refused, with all that contradict."""

import pytest

from optimizer.problem.errors import InvalidProblem
from tests.builders import Document, link, loaded, visit

VISITS = [visit(f"v{i}", at=i) for i in range(1, 5)]


@pytest.mark.parametrize(
    ("links", "names"),
    [
        ([link("different_workers", "v1", "v2"), link("same_worker", "v1", "v2")], ()),
        ([link("together", "v1", "v2"), link("same_worker", "v2", "v1")], ()),
        ([link("pickup_delivery", "v1", "v2"), link("different_workers", "v1", "v2")], ()),
        ([link("same_worker", "v1", "v2"), link("different_workers", "v1", "v2", "v3")], ()),
        # v1 = v2 = v3 = v4 through a ride, yet v1 and v4 are apart.
        (
            [
                link("same_worker", "v1", "v2"),
                link("pickup_delivery", "v2", "v3"),
                link("same_worker", "v3", "v4"),
                link("together", "v4", "v1"),
            ],
            ("same_worker-v1-v2", "pickup_delivery-v2-v3", "same_worker-v3-v4", "together-v4-v1"),
        ),
    ],
)
def test_links_that_tear_a_worker_apart_are_refused(
    links: list[Document], names: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidProblem) as refused:
        loaded(visits=VISITS, links=links)
    (error,) = refused.value.errors
    assert error.code == "contradictory_links"
    for name in names or [item["id"] for item in links]:
        assert name in error.message


def test_links_that_agree_are_accepted() -> None:
    """v1 = v2, both apart from v3; v3 and v4 one worker."""
    loaded(
        visits=VISITS,
        links=[
            link("same_worker", "v1", "v2"),
            link("together", "v2", "v3", tolerance_s=300),
            link("different_workers", "v1", "v3"),
            link("same_worker", "v3", "v4"),
        ],
    )


def test_a_waived_link_contradicts_nothing() -> None:
    loaded(
        visits=VISITS,
        links=[link("together", "v1", "v2"), link("same_worker", "v1", "v2", ident="one")],
        waivers=[{"rule": "links", "subject": "together-v1-v2", "reason": "alone", "by": "chief"}],
    )
