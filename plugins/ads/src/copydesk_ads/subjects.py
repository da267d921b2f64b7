"""Words by what promotion is about: a model that knows the subject of a word needs fewer examples of it."""

__all__ = ["CALLS", "SUBJECTS"]

_CALL_WORDS = """
add ask become book browse buy call check choose claim click compare contact create discover donate download email
enjoy enter explore find follow get give go grab head hear help hit join learn like listen look make meet miss
order pick please pledge pre read receive register request save schedule see send share shop sign start stay
stream submit subscribe support take tap tell text try tune unlock use view visit vote watch win
"""
CALLS = frozenset(_CALL_WORDS.split())
"""Words with which a line calls on the reader to act."""

SUBJECTS: dict[str, frozenset[str]] = {
    subject: frozenset(words.split())
    for subject, words in {
        "mail": """newsletter newsletters inbox email emails mail subscribe unsubscribe signup sign delivered digest
            briefing updates alerts weekly daily mailing address""",
        "buying": """buy shop order price prices deal deals sale discount discounts coupon coupons code off save
            savings cart checkout shipping free trial offer offers amazon purchase retailer retailers store gift
            shopping bestselling""",
        "networks": """facebook twitter instagram linkedin youtube tiktok whatsapp pinterest reddit telegram bluesky
            mastodon threads share follow tweet like comment comments discord""",
        "reading on": """read related more stories story article articles posts post latest popular trending
            recommended also see watch video videos listen episode episodes podcast gallery photos explore guide guides
            next previous""",
        "advertising": """advertisement advertising ad ads sponsored sponsor sponsors advertiser promoted partner
            partners affiliate commission sponsorship""",
        "membership": """subscriber subscribers member members membership account login log register subscription plan
            plans cancel unlimited access premium paid month year upgrade annual""",
        "giving": """donate donation donations support gift contribution patreon nonprofit fund journalism readers
            supporters donors""",
        "own services": """team contact book call consultation services service clients customers solution solutions
            platform demo course courses training workshop webinar academy certificate ebook download schedule quote
            expert experts hire agency tools""",
        "apps": "app apps ios android play store download",
        "terms": """privacy policy terms cookies rights reserved copyright consent agree conditions reproduced
            permission""",
        "zeal": """best amazing easy easily love perfect ultimate exclusive new today now instantly ready limited
            everything""",
        "speech": "said says told according added explained argued wrote asked reported announced",
    }.items()
}
