"""The words that pages put before a date in some fifteen languages, and the class names that announce one."""

import re

# Each stands at the end of the text before its date, or is all of the text before it.
UPDATED_LABEL = re.compile(
    r"""(?:\b(?:updated?|modified|revised|reviewed|edited|verified|last\s+(?:change|edit)
      | aktualisiert | (?:zuletzt|letzte)\s+(?:ge)?änder\w* | geändert | überarbeitet | stand
      | mise?\s+à\s+jour | modifiée? | actualis\w+ | actualizad[oa] | (?:última\s+)?actualización | modificad[oa]
      | atualizad[oa] | (?:última\s+)?atualização | aggiornat[oa] | (?:ultimo\s+)?aggiornamento | modificat[oa]
      | bijgewerkt | gewijzigd | zaktualizowan[oa] | aktualizac\w+ | zmodyfikowano | uppdatera[dt]\w* | senast\s+ändrad
      | opdateret | oppdatert | päivitetty | güncelle\w+ | обновлен[оа]? | обновлён | изменен[оа]? | оновлено)\b
      | 更新 | 修改 | 修正 | 수정 | 업데이트)""",
    re.I | re.X,
)
PUBLISHED_LABEL = re.compile(
    r"""(?:\b(?:published|posted|publication | pubdate | written | created | released | uploaded | submitted | added | issued | date[d]?
      | veröffentlicht | erschienen | erstellt | publiziert | datum | vom
      | publiée? | parue? | mise?\s+en\s+ligne | postée? | rédigée? | écrit
      | publicad[oa] | fecha | creado | escrito | publicação | postad[oa] | data | criado | pubblicat[oa] | scritto
      | gepubliceerd | geplaatst | opublikowan[oay] | dodan[oay] | publikacji | publicerad | publisert | offentliggjort
      | julkaistu | yayın\w* | опубликован[оа]? | публикации | размещено | дата | опубліковано)\b
      | 发布 | 发表 | 發佈 | 發布 | 發表 | 日期 | 时间 | 時間 | 公開 | 投稿 | 掲載 | 作成 | 配信 | 公開日 | 日時 | 게시 | 입력 | 등록)""",
    re.I | re.X,
)
# What is dated so is not the page.
OTHER_DATE = re.compile(
    r"""©|\(c\)|\d\s*[–—-]\s*$|\b(?:picture|photo|image|file)\b.{0,30}$|\b(?:copyright | born | died | retrieved | accessed | archived | joined | member | since | expire[sd]? | valid
      | deadline | effective | due | events? | starts? | ends? | from | until | till | through | between | before | after | by\s+the
      | release\s+date | next | upcoming | available | registered | founded | geboren | abgerufen | gültig | bis | seit | ab
      | consulté | depuis | jusqu | née? | consultado | nacid[oa] | desde | hasta | válido | consultato | nat[oa] | dal | fino
      | tot | sinds | od | do | pobrano | с | до | по)\W{0,3}$""",
    re.I | re.X,
)
# What may stand between a label and its date, or after it, and says nothing.
FILLER_WORDS = re.compile(
    r"""\b(?:on|at|the|am|den|der|le|la|el|il|em|op|dne|dnia|this|page|was|is|been|has|date|last|originally|first|article|post
      | reading|read|lesezeit|lecture|lectura|lettura|leitura|min|mins|minutes?|minuten|views?|comments?|kommentare?|uhr|ist|est|edt|pst
      | pdt|cet|cest|bst|gmt|utc|et|pt|ct|mt|am|pm|г|года|р|zuletzt|letzte|dernière|última?|ultimo|laatst
      | (?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?
      | montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so
      | lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo
      | segunda|terça|quarta|quinta|sexta|feira|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
      | maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag
      | poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela
      | понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b|[\d\W_]+|星期.|[月火水木金土日]曜日?""",
    re.I | re.X,
)
BY_LABEL = re.compile(r"^\W*(?:\w+\s+)?(?:by|von|par|por|da|di|door|av|af|autor\w*|author|text|文|作者)\b", re.I)
# Words of class and id names that say that a date is within.
DATE_WORDS = frozenset(
    """date dates datetime dateline time timestamp pubdate published publish posted updated modified created byline
    meta info entry attribution details dt""".split()  # noqa: SIM905
)
UPDATED_WORDS = frozenset(("updated", "modified", "update", "lastmod", "changed", "revised"))
PUBLISHED_WORDS = frozenset(("published", "publish", "pub", "pubdate", "posted", "created"))
# Words of class and id names of what stands beside an article and has dates of its own.
BESIDE_WORDS = frozenset(
    """comment comments cmt reply replies respond disqus related recommend recommended recommendations recirc popular
    trending latest recent sidebar footer nav navbar navigation menu newsletter promo teaser teasers carousel
    slider upcoming event events ticker copyright cookie suggested archive archives republish republication citation
    citations references bibliography reviews testimonial testimonials bio advert banner credit""".split()  # noqa: SIM905
)
