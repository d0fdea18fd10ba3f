"""The specification of the rule language: each entry is a test, and together they are docs/language.md."""

from dataclasses import dataclass, field

from thrive_rules.cases.case import Value

T, F, U = True, False, None


@dataclass(frozen=True)
class Spec:
    """One sentence about the language, a condition as a rule file writes it, and what it means for some answers."""

    says: str
    condition: str
    meanings: tuple[tuple[dict[str, Value], bool | None], ...] = field(default_factory=tuple)


A = "able_to_use_help_now"
B = "aims_agreed"

SECTIONS: dict[str, tuple[Spec, ...]] = {
    "A fact and its value": (
        Spec(
            "A fact holds when it has the value, does not hold when it has another, "
            "and is undecided until it is answered.",
            f"{{{A}: true}}",
            (({A: T}, T), ({A: F}, F), ({}, U)),
        ),
        Spec(
            "No is an answer of its own. Unknown is not no.",
            f"{{{A}: false}}",
            (({A: F}, T), ({A: T}, F), ({}, U)),
        ),
        Spec(
            "A fact with a closed list of answers is compared with one of them.",
            "{competence: presumed}",
            (({"competence": "presumed"}, T), ({"competence": "not_assessed"}, F), ({}, U)),
        ),
    ),
    "One of several values": (
        Spec(
            "A list holds when the answer is one of those listed.",
            "{age: [16, 17]}",
            (({"age": 16}, T), ({"age": 17}, T), ({"age": 15}, F), ({}, U)),
        ),
    ),
    "all": (
        Spec(
            "All conditions hold together. One that does not hold settles it, whatever is unknown.",
            f"{{all: [{{{A}: true}}, {{{B}: true}}]}}",
            (
                ({A: T, B: T}, T),
                ({A: T, B: F}, F),
                ({A: T}, U),
                ({A: F}, F),
                ({}, U),
            ),
        ),
    ),
    "any": (
        Spec(
            "Any one condition is enough. One that holds settles it, whatever is unknown.",
            f"{{any: [{{{A}: true}}, {{{B}: true}}]}}",
            (
                ({A: F, B: T}, T),
                ({A: F, B: F}, F),
                ({A: T}, T),
                ({A: F}, U),
                ({}, U),
            ),
        ),
    ),
    "not": (
        Spec(
            "Not turns yes and no around. What is unknown stays unknown.",
            f"{{not: {{{A}: true}}}}",
            (({A: T}, F), ({A: F}, T), ({}, U)),
        ),
        Spec(
            "Not reaches through all and any.",
            f"{{not: {{all: [{{{A}: true}}, {{{B}: true}}]}}}}",
            (({A: F}, T), ({A: T, B: T}, F), ({B: T}, U)),
        ),
        Spec(
            "A condition or its opposite is still undecided until there is an answer: nobody guesses.",
            f"{{any: [{{{A}: true}}, {{not: {{{A}: true}}}}]}}",
            (({}, U), ({A: T}, T), ({A: F}, T)),
        ),
    ),
    "known": (
        Spec(
            "Known asks whether there is an answer at all, and is never undecided. Prompts alone may ask it.",
            f"{{known: {A}}}",
            (({A: T}, T), ({A: F}, T), ({}, F)),
        ),
    ),
    "need": (
        Spec(
            "A need holds when a rule establishes it. It is read positively: it cannot stand under not.",
            "{need: extent_of_help}",
            (({"need:extent_of_help": T}, T), ({"need:extent_of_help": F}, F), ({}, U)),
        ),
    ),
    "candidate": (
        Spec(
            "Candidate asks whether a grouping is put forward. Prompts alone may ask it.",
            "{candidate: getting_help}",
            (({"candidate:getting_help": T}, T), ({"candidate:getting_help": F}, F)),
        ),
    ),
}


def page() -> str:
    """The specification as a page of the documentation."""
    lines = [
        "# The rule language, by example",
        "",
        "This page is made from the specification in `tests/spec/language.py` (`make docs` writes it), and every",
        "line of it is a test. An answer is yes (`true`), no (`false`) or not yet known; a condition holds, does not",
        "hold, or is undecided. The logic is Kleene's.",
        "",
    ]
    told = {True: "holds", False: "does not hold", None: "undecided"}
    for heading, specs in SECTIONS.items():
        lines += [f"## {heading}", ""]
        for spec in specs:
            lines += [spec.says, "", "```yaml", f"when: {spec.condition}", "```", ""]
            lines += ["| known answers | meaning |", "|---|---|"]
            for answers, meaning in spec.meanings:
                known = ", ".join(f"`{name}: {str(value).lower()}`" for name, value in answers.items())
                lines.append(f"| {known or 'none'} | {told[meaning]} |")
            lines.append("")
    return "\n".join(lines)
