"""Worker processes that no task can stop for the others."""

from ingest.pipeline.workers.limits import Limits, Lost
from ingest.pipeline.workers.results import result, results

__all__ = ["Limits", "Lost", "result", "results"]
