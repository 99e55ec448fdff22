"""One letter a word class, so that a sentence is a string and its grammar is patterns over it.

A language pack says which words belong to which class; the patterns of its `mentions.toml` are written in these
letters.
"""

STATE = "S"  # Rusia, Amerika Serikat
CAPITAL = "C"  # Moskow: a place, or the state it governs
PLACE = "P"  # Jenewa: a place only
ORG = "G"  # PBB, Hamas
ACRONYM = "q"  # an organisation in no list: MITI
SEAT = "K"  # Kremlin, Gedung Putih
ORGAN = "M"  # kementerian, pemerintah: needs a state behind or before it
REGION = "R"  # Eropa, Teluk
DEMONYM = "O"  # Russian, French: an adjective of a state
OFFICE = "H"  # presiden, menteri luar negeri
PREFIX = "D"  # mantan, wakil
COMPLEMENT = "F"  # pertahanan, luar negeri, khusus
HONORIFIC = "T"  # Jenderal, Dr
NAME = "N"
PARTICLE = "n"  # bin, al, van
GROUP = "g"  # delegasi, pejabat
MODIFIER = "m"  # senior, tinggi
QUANTIFIER = "Q"  # para, sejumlah
BOTH = "2"  # kedua
COUNTERPART = "x"  # mitra, timpalan
THIRD = "r"  # dia, -nya
THIRDS = "u"  # mereka, keduanya
FIRST = "p"  # saya, kami
POSSESSIVE = "'"  # the 's of English
WITH, TO, BY, BETWEEN, FROM, IN, FOR, THROUGH, ABOUT = "w", "t", "y", "z", "d", "i", "f", "k", "o"
OF = "c"  # of
AND, OR = "&", "|"
RELATIVE, THAT, PURPOSE, TIME, SUBORDINATE, CONDITION = "Y", "B", "U", "s", "Z", "?"
NOT = "-"
MARKER = "a"  # akan, telah: a word that says whether it happened
ADVERB = "j"
VERB = "V"  # a verb of contact
NOUN = "E"  # a noun of contact
LIGHT = "L"  # mengadakan, menerima
SPEECH = "v"  # mengatakan
SAID = "1"  # kata, menurut: the speaker stands behind
CITE = "l"  # dilansir
OTHER_VERB = "b"
THIS = "h"  # itu, tersebut
DATE = "#"
NUMBER = "0"
WORD = "."
COMMA, OPEN, CLOSE, QUOTE, STOP = ",", "(", ")", '"', ";"
PLACE_NOUN = "^"  # kota, pulau
HYPHEN = "~"
NAMELY = "e"  # yakni: what follows names the same
ALIAS = "="  # alias, yang akrab disapa: another name of the same person follows
LED = "@"  # yang dipimpin: who leads the delegation before it follows
JOINT = "+"  # merangkap: one person, two posts

PREPOSITIONS = WITH + TO + BY + BETWEEN + FROM + IN + FOR + THROUGH + ABOUT + OF
VERBS = VERB + LIGHT + SPEECH + OTHER_VERB
OPENERS = RELATIVE + THAT + PURPOSE + TIME + SUBORDINATE + CONDITION
