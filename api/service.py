"""The parts of the service, put together once."""

from api.changes import Changes
from api.jobs.queue import Queue
from api.jobs.solving import Solver
from api.jobs.upkeep import Upkeep
from api.rates import Rates
from api.settings import Settings
from api.store.database import Database
from api.store.keys import Keys
from api.store.plans import Plans


class Service:
    """What endpoints work with. Made in the event loop; started and closed in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.store_url)
        self.database.migrate()
        self.keys = Keys(self.database)
        self.plans = Plans(self.database)
        self.changes = Changes()
        self.plans.on_change = self.changes.announce
        self.rates = Rates(settings.rate_per_s, settings.rate_burst)
        self.solver = Solver(self.plans, settings)
        self.queue = Queue(settings, self.solver.run)
        self.upkeep = Upkeep(self.plans, self.queue, settings)
        self.streams: dict[str, int] = {}

    def start(self) -> None:
        """Go on with what was accepted before."""
        self.solver.start()
        self.queue.start()
        self.upkeep.start()

    def close(self) -> None:
        """Put back what runs, to go on with at the next start."""
        self.solver.closing.set()
        self.upkeep.close()
        self.queue.close()
        self.database.close()
