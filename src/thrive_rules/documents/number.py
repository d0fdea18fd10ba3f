"""A number as ECMAScript shows it (ECMA-262, Number::toString): a page says the same whichever language made it."""

from decimal import Decimal

_MOST_DIGITS_BEFORE_THE_POINT = 21
_MOST_ZEROS_AFTER_THE_POINT = 6


def spell_number(number: float) -> str:
    """A finite number with the fewest digits that tell it from any other: `62`, `0.1`, `1e-7`, `1e+21`."""
    if number == 0:
        return "0"  # of either sign
    _, digits, exponent = Decimal(repr(float(abs(number)))).normalize().as_tuple()
    shown, sign = "".join(map(str, digits)), "-" if number < 0 else ""
    point = len(shown) + int(exponent)  # how many digits stand before the point
    if len(shown) <= point <= _MOST_DIGITS_BEFORE_THE_POINT:
        return sign + shown.ljust(point, "0")
    if 0 < point <= _MOST_DIGITS_BEFORE_THE_POINT:
        return f"{sign}{shown[:point]}.{shown[point:]}"
    if -_MOST_ZEROS_AFTER_THE_POINT < point <= 0:
        return f"{sign}0.{'0' * -point}{shown}"
    first, rest = shown[0], shown[1:]
    return f"{sign}{first}{'.' if rest else ''}{rest}e{point - 1:+d}"
