"""The irregular forms of English in, the words that they are forms of out: what Snowball's rules cannot know."""

# Nouns with their plurals; then verbs with their other forms. Left out is what is another word as well (left, found,
# saw), and data and media, which nobody takes for plurals.
NOUNS = """
child children, man men, woman women, person people, foot feet, tooth teeth, goose geese, mouse mice, louse
lice, ox oxen, half halves, knife knives, life lives, wife wives, leaf leaves, loaf loaves, shelf shelves,
thief thieves, wolf wolves, calf calves, elf elves, self selves, hoof hooves, scarf scarves, index indices,
matrix matrices, vertex vertices, appendix appendices, axis axes, crisis crises, analysis analyses, basis
bases, thesis theses, hypothesis hypotheses, synthesis syntheses, diagnosis diagnoses, oasis oases,
parenthesis parentheses, phenomenon phenomena, criterion criteria, bacterium bacteria, curriculum curricula,
stratum strata, fungus fungi, nucleus nuclei, cactus cacti, stimulus stimuli, radius radii, alumnus alumni,
larva larvae, alga algae, antenna antennae, formula formulae, vertebra vertebrae, penny pence
"""
VERBS = """
begin began begun, bite bitten, blow blew blown, break broke broken, bring brought, build built, burn burnt,
buy bought, catch caught, choose chose chosen, come came, cling clung, creep crept, deal dealt, dig dug, draw
drew drawn, dream dreamt, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed,
feel felt, fight fought, fling flung, fly flew flown, forbid forbade forbidden, forget forgot forgotten,
forgive forgave forgiven, freeze froze frozen, get got gotten, give gave given, go went gone, grow grew grown,
hang hung, hear heard, hide hidden, hold held, keep kept, kneel knelt, know knew known, lay laid, lead led,
lean leant, leap leapt, learn learnt, lend lent, light lit, lose lost, make made, mean meant, meet met, mow
mown, pay paid, prove proven, ride rode ridden, ring rang rung, rise risen, run ran, say said, see seen, seek
sought, sell sold, send sent, sew sewn, shake shook shaken, shine shone, shoot shot, show shown, shrink shrank
shrunk, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid, smell smelt, speak spoke spoken,
speed sped, spell spelt, spend spent, spill spilt, spin spun, spoil spoilt, spring sprang sprung, stand stood,
steal stole stolen, stick stuck, sting stung, strike struck, swear swore sworn, sweep swept, swell swollen,
swim swam swum, swing swung, take took taken, teach taught, tear tore torn, tell told, think thought, throw
threw thrown, understand understood, wake woke woken, wear wore worn, weave wove woven, weep wept, win won,
write wrote written
"""
IRREGULAR = {form: words.split()[0] for words in f"{NOUNS}, {VERBS}".split(",") for form in words.split()[1:]}
