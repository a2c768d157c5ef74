"""The function words of a language: they are asked for by habit, and tell one article from another by nothing."""

_LISTS = {
    "en": """
        a about after again all also am an and any are as at be because been before being between both but by
        can could did do does doing down during each few for from further had has have having he her here hers
        him his how i if in into is it its itself just me more most my no nor not of off on once only or other
        our out over own same she should so some such than that the their them then there these they this those
        through to too under until up very was we were what when where which while who whom why will with would
        you your""",
    "de": """
        aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da damit dann das
        dass dein deine dem den der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch
        ein eine einem einen einer eines er es etwas euch euer für gegen gewesen hab habe haben hat hatte hatten
        hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder
        jedes kann kein keine können man manche mein meine mich mir mit nach nicht nichts noch nun nur ob oder
        ohne sehr sein seine sich sie sind so soll solche sondern über um und uns unser unter viel vom von vor
        war waren warum was wegen weil weiter welche wenn wer werde werden wie wieder will wir wird wo würde zu
        zum zur zwar zwischen""",
    "fr": """
        à afin ai ainsi alors après as au aucun aussi autre aux avant avec avoir car ce ceci cela ces cet cette
        ceux chaque chez ci comme comment d dans de des donc du elle elles en encore entre est et été être eu
        fait il ils j je l la là le les leur leurs lui m ma mais me même mes moi mon n ne ni nos notre nous on
        ont ou où par parce pas plus pour pourquoi qu quand que quel quelle quelles quels qui s sa sans se sera
        ses si son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y""",
    "es": """
        a al algo algunos ante antes aquí así aún aunque como cómo con contra cual cuál cuando cuándo de del
        desde donde dónde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta
        está están estas este esto estos fue ha hace hacia han hasta hay la las le les lo los más me mi mientras
        mis muy nada ni no nos nosotros o os otra otro para pero poco por porque que qué quien quién se según
        ser si sí sin sobre son su sus también tan tanto te tiene toda todas todo todos tu tus u un una uno unos
        y ya yo""",
    "pt": """
        a ainda ao aos aquela aquele as às até com como da das de dela dele depois do dos e é ela elas ele eles
        em entre era essa esse esta está este eu foi há isso isto já lhe mais mas me mesmo meu minha muito na
        não nas nem no nos nós num numa o onde os ou para pela pelas pelo pelos por porque qual quando que quem
        se sem ser seu seus só sua suas também te tem um uma você""",
    "it": """
        a ad ai al alla alle allo anche c che chi ci come con contro cosa così cui d da dai dal dalla delle dei
        del della dello di dove due e è ed era gli ha hanno i il in io l la le lei li lo loro lui ma me mi mia
        mio ne negli nei nel nella nelle no noi non nostro o ogni per perché più poi qual quale quando quanto
        quella quelle quello questa queste questi questo qui se sei si sia sono sopra su sua sue sugli sul sulla
        suo te ti tra tu tutti tutto un una uno vi voi""",
    "nl": """
        aan al alle als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een en er ge
        had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer men
        met mij mijn moet na naar niet niets nog nu of om omdat ons ook op over reeds te tegen toch toen tot u
        uit uw van veel voor want waren was wat we wel werd wie wij wil worden zal ze zelf zich zij zijn zo
        zonder zou""",
    "sv": """
        alla allt att av blev bli blir de dem den denna deras dess det detta dig din du då efter ej eller en er
        ett för från ha hade han hans har henne hennes hon hur här i icke inte jag ju kan kunde man med mellan
        men mig min mot mycket ni nu när någon något och om oss på samma sedan sig sin ska skulle som så till
        under upp ut utan vad var vara varför vi vid vilken är åt över""",
    "da": """
        ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din dog du efter
        eller en end er et for fra få ham han hans har havde have hende hendes her hun hvad hvem hvis hvor
        hvordan hvorfor i ikke ind jeg jo kan kun man med meget men mig min mod ned noget nogle nu når og også
        om op os over på sig sin skal som så til ud under var ved vi vil være""",
    "no": """
        alle at av bare begge ble bli da de deg dem den denne der det dette din du eller en enn er et etter for
        fra før ha hadde han hans har hennes her hun hva hvem hver hvilken hvis hvor hvordan hvorfor i ikke inn
        ja jeg kan kun man med meg men min mot noe noen nå når og også om opp oss over på samme seg selv si sin
        skal som så til um under ut var ved vi vil være""",
    "pl": """
        a aby albo ale bardzo bez bo był była było były być co czy dla do gdy gdzie go i ich im innych iż ja jak
        jako je jego jej jest jeszcze jeśli już każdy kiedy kto która które którego której który których którzy
        lub ma mi mnie może można my na nad nam nas nie nich nim niż no o od on ona one oni ono oraz po pod poza
        przed przez przy się są ta tak także tam te tego tej ten też to tu tylko tym w we więc wszystko z za ze
        że żeby""",
    "ru": """
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее
        её если есть еще ещё же за здесь и из или им их к как какой ко когда кто ли либо мне может мы на над
        надо наш не него нее нет ни них но ну о об однако он она они оно от очень по под после потому при с сам
        свой себя со так также такой там те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы
        эта эти это этот я""",
}

STOP_WORDS = {lang: frozenset(words.split()) for lang, words in _LISTS.items()} | {
    lang: frozenset(_LISTS["no"].split()) for lang in ("nb", "nn")
}


def is_stop_word(word: str, languages: tuple[str, ...]) -> bool:
    """Say whether the word, in small letters, is a function word of one of these languages."""
    return any(word in STOP_WORDS.get(lang, ()) for lang in languages)
