"""Part the entries of an origin into those that are as they were and those that must be read."""

from dataclasses import dataclass

from index import EntryRecord
from ingest.siterules import SiteRules
from ingest.sources.origin import Entry, Stamp

# A stamp tells nothing of what was written as late as this before it was read: the clock of a file system is coarse.
RACY_NS, COARSE_RACY_NS, SECOND_NS = 50_000_000, 2_500_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What decides whether an entry must be read: the rules and the reader of today, and the number of the run.

    `rereads` says that what another reader read is read again.
    """

    rules: SiteRules
    reader: str
    run: int
    rereads: bool = False

    def is_unchanged(self, entry: Entry, known: EntryRecord) -> bool:
        """Return whether an entry is as it was when it was last looked into, and would be read as it was."""
        is_same = Stamp(known.time, known.size, known.number) == entry.stamp.bounded()
        return bool(known.time) and is_same and self.would_read_as(known) and not self._is_due(known)

    def would_read_as(self, known: EntryRecord) -> bool:
        """Return whether bytes that are as they were need not be read again."""
        if self.rereads and known.reader != self.reader:
            return False
        return self._rule_for(known) == known.rule

    def is_outdated(self, known: EntryRecord) -> bool:
        """Return whether an article was read by another reader than today's."""
        return bool(known.article) and known.reader != self.reader

    def _rule_for(self, known: EntryRecord) -> str:
        """Return the digest of the rule by which a page is read, "" without; any rule may concern what is no page."""
        if not known.article:
            return self.rules.digest
        rule = self.rules.matching(known.url, known.name) if self.rules.rules else None
        return rule.digest if rule else ""

    def _is_due(self, known: EntryRecord) -> bool:
        """Return whether an entry that failed is to be tried again: after one run, then two, four, eight."""
        return known.failures > 0 and self.run - known.run >= 2 ** (known.failures - 1)


def lasting_time(entry: Entry, now: int) -> int:
    """Return the time of an entry's stamp, or 0 when it may be written to again without a change of its stamp."""
    stamp = entry.stamp.bounded().time
    coarse = COARSE_RACY_NS if stamp % SECOND_NS == 0 else RACY_NS
    return 0 if now - stamp < coarse else stamp
