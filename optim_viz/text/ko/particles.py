"""Particles of Korean, whose form depends on how the word before them ends."""

from __future__ import annotations

import re

_FORMS = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
}
"""Particles by their form after a consonant: that one, and the one after a vowel."""

_DIGITS = {
    "0": "영",
    "1": "일",
    "2": "이",
    "3": "삼",
    "4": "사",
    "5": "오",
    "6": "육",
    "7": "칠",
} | {
    "8": "팔",
    "9": "구",
}
"""How digits are read. Of longer numbers, the last digit is read as it is alone, but for zeros."""

_ZEROS = {1: "십", 2: "백", 3: "천", 4: "만", 5: "만", 6: "만", 7: "만", 8: "억"}
"""How a whole number is read at its end, by the number of zeros there."""

_SIGNS = {"%": "트", "∞": "대", "★": "별", "○": "원", "*": "별"}
"""How the last syllable of a sign is read."""

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Exponents: they are read as ``승``."""

_UNREAD = " .,:;!?)]}\"'’”…"
"""What is written behind a word and not read."""

_LATIN_CONSONANT = re.compile(r"([lmn]e?|ng|[aeiou][pck]|ck)$", re.IGNORECASE)
"""Ends of Latin words that have a final consonant where they are read in Korean."""


def attach(word: str, particle: str) -> str:
    """Return a word with its particle: ``attach("Adam", "은")`` is ``Adam은``, of SGD ``SGD는``.

    Parameters
    ----------
    word : str
        Hangul, Latin letters or a number.
    particle : str
        The form after a consonant.
    """
    after_consonant, after_vowel = _FORMS[particle]
    final = _final(word)
    takes_vowel = final == "" or (particle == "으로" and final == "ㄹ")
    return word + (after_vowel if takes_vowel else after_consonant)


def _final(word: str) -> str:
    """Return the final consonant of a word as it is read: ``ㄹ``, another one, or none."""
    said = word.rstrip(_UNREAD)
    last = said[-1:]
    if last.isascii() and last.isdigit():
        last = _end_of_number(re.search(r"[\d.]+$", said)[0])  # type: ignore[index]  # it has one
    elif last in _RAISED:
        last = "승"
    last = _SIGNS.get(last, last)
    if "가" <= last <= "힣":
        number = (ord(last) - ord("가")) % 28
        return "ㄹ" if number == 8 else "" if number == 0 else "ㄱ"
    latin = re.search(r"[A-Za-z]+$", said)
    if not latin:
        return ""
    name = latin[0]
    if len(name) == 1 or name.isupper():  # an acronym, said letter by letter
        return {"L": "ㄹ", "R": "ㄹ"}.get(
            name[-1].upper(), "ㄱ" if name[-1].upper() in "MN" else ""
        )
    found = _LATIN_CONSONANT.search(name)
    return "" if not found else "ㄹ" if found[0].lower().startswith("l") else "ㄱ"


def _end_of_number(digits: str) -> str:
    """Return the last syllable of a number as it is read."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if "." in digits or not 0 < zeros < len(digits):
        return _DIGITS.get(digits[-1], "")
    return _ZEROS.get(zeros, "억")
