"""What names tell across sites, as data: which elements are beside the article, and which words are the site's own."""

import re

# Never read: they hold no text; and what is read only for what the page says of itself to machines.
UNREAD = frozenset(
    """style noscript template svg math iframe object embed canvas audio video select option optgroup datalist input
    textarea map area meter progress""".split()  # noqa: SIM905
)
FOR_MACHINES = frozenset(("script", "head", "link", "meta", "title"))
# Beside the article where they hold little; some pages stand in a form or a button as a whole.
NOISE_TAGS = frozenset("aside button dialog footer form menu nav".split())  # noqa: SIM905
# Read as part of the line they stand in.
INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr""".split()  # noqa: SIM905
)
BOLD = frozenset(("b", "strong"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
NOISE_ROLES = frozenset(
    (
        "navigation",
        "complementary",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
    )
)
# Words of class and id names, between their hyphens, underscores and capitals. Each names a thing that sites put
# beside articles; a name that holds one is believed only when little of the page's prose is within (see noise.py).
NOISE_WORDS = frozenset(
    """ad ads adv advert advertisement banner breadcrumb breadcrumbs captcha cookie cookies comment comments cmt consent
    disqus feedback follow footer foot gdpr login masthead menu modal nav navbar navigation newsletter pager pagination
    navfooter navheader popup promo promotion recirc recommend recommended recommendations related respond rss share sharebar
    sharing shares sidebar side signup skip social sponsor sponsored subscribe subscription tags teaser toolbar topbar
    widget outbrain taboola trending popular hidden offscreen screenreader""".split()  # noqa: SIM905
)
# What tells of who wrote the article, not what they wrote, where both words are in one name: "author-bio".
AUTHOR_WORDS = frozenset(("author", "contributor"))
TELLING_WORDS = frozenset("about bio biography box card info profile".split())  # noqa: SIM905
# What is hidden until a click shows it in its place: the part under a tab, the answer to a question.
# By the ARIA authoring practices it has such a role, and is labelled by what is clicked.
FOLDED_ROLES = frozenset(("region", "tabpanel"))
FOLDED_WORDS = frozenset("accordion collapse collapsible expander faq panel tabpanel toggle".split())  # noqa: SIM905
# What reads a style sheet for its part alone makes names its own by such an end: "table_root__adKqa".
MADE_UP = re.compile(r"__(?=[a-zA-Z\d]*[A-Z\d])[a-zA-Z\d]{5}$")
# What readers wrote: it can be longer than the article many times over.
SURE_WORDS = frozenset(("comment", "comments", "cmt", "disqus", "respond"))
# What lies over the page, or leads to other articles: beside a short article it can be most of the page.
LIKELY_WORDS = frozenset(
    """captcha cookie cookies consent gdpr login modal newsletter outbrain popup recirc recommend recommended
    recommendations related signup subscribe subscription taboola teaser trending""".split()  # noqa: SIM905
)
# Words beside which these mean something else: what is too much for a box is hidden, or a line skips ink.
UNLESS = {"hidden": "overflow", "skip": "ink"}
# What leads to other articles does so by links; without one it is a part of this one.
LINKED_WORDS = frozenset("popular recirc recommended recommendations related teaser trending".split())  # noqa: SIM905
# Letters between digits are no word: "ad" in "bbc4ad583c".
NAME_WORD = re.compile(r"(?<!\d)(?:[A-Z]?[a-z]+|[A-Z]+(?![a-z]))")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Names that many publishing systems give the element that holds the article, the surest first.
CONTENT_NAMES = re.compile(
    r"\b(article[-_]?(body|content|text|main)|(entry|post|story|page|blog|single|mw|main)[-_]?(body|content|text)"
    r"|articleBody|content[-_]?(body|main|article)|h-entry|e-content|markdown-body)\b",
    re.I,
)
# Lines that a site writes under or over its articles, whole: no sentence of an author reads like this.
BOILERPLATE = re.compile(
    r"""^\W*(?:
      comments?\s*\(?\d*\)? | \d+\s+comments? | (?:leave|post|add|write)\s+a\s+(?:comment|reply).* | no\s+comments(?:\s+yet)?
    | (?:login|log\s?in|sign\s?in|register)\b.{0,40}\b(?:comment|reply|post)\b.{0,40}
    | share(?:\s+(?:this|on|via|with)\b.{0,40})? | tweet | pin\s+it | (?:e-?mail|print)(?:\s+this.{0,30})? | copy\s+link | save | like
    | (?:copyright|©|\(c\)).{0,120} | (?:read|see|learn|show|load)\s+more
    | (?:last\s+)?(?:updated|modified|edited)\s+.{1,30}\sago | (?:zuletzt\s+)?(?:aktualisiert|geändert|bearbeitet)\s+vor\s.{1,30}
    | (?:mis\s+à\s+jour|modifié)\s+il\s+y\s+a\s.{1,30} | (?:责任编辑|責任編輯|责编|责任校对)\s*[:：].{1,30}
    | advertisements? | sponsored(?:\s+content)? | skip\s+to\s+.{0,30} | back\s+to\s+top | table\s+of\s+contents
    | related(?:\s+(?:articles?|posts?|stories|pages|topics|reading|content))? | you\s+(?:may|might)\s+also\s+like.{0,30}
    | more\s+(?:from|like|in|on)\s+.{0,40} | (?:previous|next)(?:\s+(?:article|post|page))? | \d+\s+min(?:ute)?s?(?:\s+read)?
    | subscribe(?:\s+.{0,60})? | sign\s+up\s+.{0,60}newsletter.* | follow\s+us.{0,40} | filed\s+under.{0,80} | tags?\s*:.{0,200}
    | kommentare?\s*\(?\d*\)? | teilen | drucken | alle\s+rechte\s+vorbehalten.* | weitere\s+artikel | ähnliche\s+artikel
    | commentaires?\s*\(?\d*\)? | partager.{0,30} | tous\s+droits\s+réservés.* | imprimer | articles\s+(?:similaires|connexes)
    | comentarios?\s*\(?\d*\)? | compartir.{0,30} | todos\s+los\s+derechos\s+reservados.* | imprimir | artículos\s+relacionados
    | コメント.{0,12} | シェア.{0,12} | 関連記事.{0,12} | ログイン.{0,20}
    )\W*$""",
    re.I | re.X,
)
# And those that may begin with anything, which takes long to find out, so that one of their words is looked for first.
RESERVED = re.compile(
    r"^\W*(?:.{0,30}(?:is\s+)?required\s+(?:before|to)\s+comment.*|.{0,80}all\s+rights\s+reserved.{0,40})\W*$", re.I
)
RESERVED_WORDS = ("reserved", "required")
# Titles of boxes amid a text. As headings they would take all that follows their box for a section of theirs.
BOX_TITLE = re.compile(
    r"""^\W*(?:note|notes?\s+to\s+readers?|warning|caution|important|danger|attention|hint|tip|hinweis|achtung|warnung|vorsicht|tipp|wichtig
    | remarque|avertissement|astuce|attention|nota|aviso|advertencia|consejo|atenci[oó]n|importante|注意|警告|メモ|ヒント|提示)\W*$""",
    re.I | re.X,
)
# Headings of what stands under an article and is none of it: with it goes all that follows.
TAIL_HEADING = re.compile(
    r"""^\W*(?:related\b.{0,30} | (?:you\s+)?(?:may|might)\s+also\s+.{0,20} | more\s+(?:from|like|in|on|stories|articles)\b.{0,30}
    | (?:leave\s+a|post\s+a)\s+(?:comment|reply).{0,20} | comments?(?:\s*\(?\d+\)?)? | \d+\s+(?:comments|responses|replies|thoughts)\b.{0,60}
    | recommended(?:\s+.{0,20})? | read\s+next | popular\s+.{0,20} | latest\s+(?:posts|news|articles) | about\s+the\s+author
    | newsletter.{0,30} | weitere\s+artikel.{0,20} | ähnliche\s+.{0,20} | kommentare?.{0,10} | mehr\s+zum\s+thema
    | articles\s+(?:similaires|liés).{0,10} | à\s+lire\s+aussi.{0,10} | commentaires.{0,10} | artículos\s+relacionados.{0,10}
    | te\s+puede\s+interesar.{0,10} | también\s+te.{0,20} | comentarios.{0,10} | 関連記事.{0,10} | コメント.{0,10})\W*$""",
    re.I | re.X,
)
# What of these heads a part of an article as well, when the author writes on under it.
SUBJECT = re.compile(r"\W*(?:comments?|latest|popular|recommended|related)\b", re.I)
# How documentation begins what stands over a table or a figure: "Table 8.9. Date Types".
NUMBERED_CAPTION = re.compile(
    r"(?:table|figure|fig\.|example|listing|tabelle|abbildung|tableau|tabla|figura)\s*\d[\d.\-]*(?=[\s:.]|$)", re.I
)
