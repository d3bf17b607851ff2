"""What did an organisation answer for a standard, and what did an assessor say about it?

The same organisation, standard and place in the scale give the same words each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from charter.desk.demo import phrases


@dataclass(frozen=True)
class Voice:
    """Who is speaking: the seed of an application and the service it is about."""

    seed: str
    service: str


def stage(points: int, maximum: int) -> int:
    """Beginning, in place or embedded (see ``phrases``), from a score and the scale's highest."""
    if points * 2 <= maximum - 1:
        return phrases.BEGINNING
    return phrases.EMBEDDED if points == maximum else phrases.IN_PLACE


def answer(voice: Voice, standard: Any, *, points: int, maximum: int) -> str:
    """The answer for one standard (with its ``value`` loaded) that would deserve ``points``; 40–140 words."""
    random = Random(f"{voice.seed}|{standard.code}")  # noqa: S311  # Words to look at, not a secret.
    along = stage(points, maximum)
    sentences = [
        random.choice(phrases.OPENINGS[along]),
        *_practice(voice, standard, along, random),
        random.choice(phrases.FIGURES[along]),
    ]
    if standard.evidence_examples:
        example = random.choice(standard.evidence_examples)
        sentences.append(random.choice(phrases.EVIDENCE).replace("{example}", example))
    sentences.append(random.choice(phrases.NEXT_STEPS))
    half = len(sentences) // 2
    return "\n\n".join(
        _filled(" ".join(part), voice.service, random) for part in (sentences[:half], sentences[half:])
    )


def _practice(voice: Voice, standard: Any, along: int, random: Random) -> list[str]:
    """Two practice sentences; one application never says the same under two standards of a value."""
    pool = list(phrases.PRACTICE.get(standard.value.name, phrases.ANY_VALUE)[along])
    Random(f"{voice.seed}|{standard.value.code}|{along}").shuffle(pool)  # noqa: S311
    size = min(2, len(pool))
    # In the shipped frameworks a value comes round again after about as many standards as there are values.
    start = standard.position // len(phrases.PRACTICE) * size
    return [pool[(start + place) % len(pool)] for place in range(size)]


def reason(seed: str, standard: Any, *, points: int, maximum: int) -> str:
    """Why an assessor gave this score, in a sentence or two of ten words or more."""
    random = Random(f"{seed}|{standard.code}|{points}")  # noqa: S311
    words = random.choice(phrases.REASONS[stage(points, maximum)])
    descriptor = standard.descriptors[points] if points < len(standard.descriptors) else standard.name
    return words.replace("{descriptor}", _small(descriptor))


def note(seed: str, *, talked: bool) -> str:
    """The panel's note under an agreed score; another when the first scores were far apart."""
    return Random(seed).choice(phrases.NOTES_TALKED if talked else phrases.NOTES_AGREED)  # noqa: S311


def _small(text: str) -> str:
    """A descriptor as it stands inside a sentence."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _filled(text: str, service: str, random: Random) -> str:
    """The text with its service and numbers; ``{n}`` never exceeds ``{m}``."""
    many = random.randint(9, 19)
    few = random.randint(3, many - 2)
    return text.format(service=service, n=few, m=many, month=random.choice(phrases.MONTHS))
