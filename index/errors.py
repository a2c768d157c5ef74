"""What a person caused and can mend, as one tree of errors; anything else is a bug and may crash.

KnowledgeBaseError
├── PageError            a page that cannot become an article
│   ├── NotAPage         it does not claim to be one (a picture, a style sheet): the account says "beside"
│   ├── SkippedPage      it is not a page for us (an image, an empty file): the account says "skipped"
│   │   └── LargePage    it is over the size limit, and not looked into
│   └── UnreadablePage   it should have been one and could not be read: the account says "failed"
├── RulesError           what a person wrote of how pages are to be read
├── QueryError           a question that cannot be asked (a page number below one, an unknown order)
├── ArticleNotFound      no article has that id
└── LibraryError         the library itself
    ├── LibraryLocked    another process writes to it
    └── LibraryDamaged   its files are not what they should be
"""


class KnowledgeBaseError(Exception):
    """Says what was wrong with what, and what to do."""


class PageError(KnowledgeBaseError):
    """A page that cannot become an article."""


class NotAPage(PageError):
    """A file that lies beside pages and does not claim to be one: a picture, a style sheet, a program."""


class SkippedPage(PageError):
    """A file that is no page for us: an image, an empty file, one over the size limit."""


class LargePage(SkippedPage):
    """A file over the size limit, which may be a page all the same."""


class UnreadablePage(PageError):
    """A page that should have become an article and could not be read."""


class RulesError(KnowledgeBaseError):
    """A rule for the pages of a site that cannot be followed; the message names its line."""


class QueryError(KnowledgeBaseError):
    """A question that cannot be asked: a page number below one, an unknown order, a bad date."""


class ArticleNotFound(KnowledgeBaseError):
    """No article has that id."""


class LibraryError(KnowledgeBaseError):
    """Something is wrong with the library itself, and the message says what to do."""


class LibraryLocked(LibraryError):
    """Another process writes to the library."""


class LibraryDamaged(LibraryError):
    """The library's files are not what they should be."""
