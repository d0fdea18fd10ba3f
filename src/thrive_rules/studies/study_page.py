"""A study in words and tables: the same parts for a terminal, for a page and for a report with pictures.

Each part says first how its figures are to be read, and what they cannot show. Needs the extra `[study]`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from thrive_rules.cases.case import Grouping
from thrive_rules.conversations.page import Page
from thrive_rules.studies.agreement import Kappa
from thrive_rules.studies.coverage import Candidates, Coverage, Covered, RuleCoverage
from thrive_rules.studies.leak import ASSOCIATED_AT, MEASURES, LeakAudit
from thrive_rules.studies.parts import (
    NOTHING,
    CaptionedTable,
    StudyPart,
    figure,
    name,
    page_of_parts,
    percent,
    share,
)
from thrive_rules.studies.rerun import Multiverse, Sensitivity
from thrive_rules.studies.study import Study

MOST_ASSOCIATED = 15
"""How many needs and facts are shown for each measure of severity; the JSON has all."""


def parts_of(study: Study) -> Iterator[StudyPart]:
    """A study as parts, in the order of the questions that people ask of a cohort."""
    yield _about(study)
    yield _candidates(study.candidates)
    if study.coverage:
        yield _coverage(study.coverage)
    yield _agreement(study.agreement)
    yield _leak_audit(study.leak_audit)
    if study.sensitivity:
        yield _sensitivity(study.sensitivity)
    if study.multiverse:
        yield _multiverse(study.multiverse)
    if study.rule_coverage:
        yield _rule_coverage(study.rule_coverage)


def study_page(study: Study) -> Page:
    """A study as a page: as text, HTML, Markdown and JSON, each with the same figures and no pictures."""
    return page_of_parts(title_of(study), parts_of(study))


def title_of(study: Study) -> str:
    """What stands over a study."""
    return f"A cohort of {study.rows:,} rows under the rules {study.rules.id} {study.rules.version}"


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split("|"))


def _about(study: Study) -> StudyPart:
    rules = study.rules
    reviewed = "clinically reviewed" if study.reviewed else "not clinically reviewed"
    return StudyPart(
        "about",
        "What this is",
        (
            f"{study.rows:,} rows; rules {rules.id} {rules.version}, {reviewed}, {rules.digest}; "
            f"thrive-rules {study.package}.",
            "It speaks of a cohort and of rules, and of no single young person. It ranks no grouping and no person. "
            "Small counts can point to somebody: treat this like the data that it comes from.",
            *(f"Not computed: {name(part)}, because {why}." for part, why in study.not_computed.items()),
        ),
    )


def _candidates(found: Candidates) -> StudyPart:
    sizes = found.sizes
    standing = tuple(
        (
            name(grouping),
            *(share(n, sizes.rows) for n in (each.candidate, each.undecided, each.not_put_forward)),
        )
        for grouping, each in found.groupings.items()
    )
    counts = tuple((str(size), share(count, sizes.rows)) for size, count in enumerate(sizes.counts))
    return StudyPart(
        "candidates",
        "Candidates",
        (f"A row has {figure(sizes.mean)} candidates on average.",),
        (
            CaptionedTable(
                "groupings",
                "Rows in which each grouping is a candidate, is not settled yet, or is not put forward",
                ("grouping", "candidate", "not settled yet", "not put forward"),
                standing,
            ),
            CaptionedTable("sizes", "How many candidates rows have", ("candidates", "rows"), counts),
        ),
    )


def _coverage(found: Coverage) -> StudyPart:
    def row(label: str, covered: Covered) -> tuple[str, ...]:
        return (
            label,
            f"{covered.rows:,}",
            share(covered.covered, covered.rows),
            *(f"{count:,}" for count in (covered.partly, covered.undecided)),
            percent(covered.by_chance),
            figure(covered.sizes.mean),
            " · ".join(f"{count:,}" for count in covered.sizes.counts),
        )

    return StudyPart(
        "coverage",
        "What people agreed, and the candidates",
        (
            "The two belong together: how often what people agreed is among the candidates, and how many candidates "
            "there are. Rules that always put everything forward cover everything and say nothing.",
            "Where they differ, there is something to look at. It is no mistake of anybody.",
            f"Rows in which nothing is agreed are left out: {found.none_agreed:,}.",
        ),
        (
            CaptionedTable(
                "coverage",
                f"What the column {found.agreed} says was agreed, beside the candidates",
                _columns(
                    "|rows|all agreed are candidates|some are|not settled yet|by chance, with as many|mean candidates"
                    "|rows with 0 · 1 · 2 · 3 · 4 · 5"
                ),
                (
                    row("these rules", found.by_rules),
                    row("everything, always", found.everything_always),
                    *(
                        row(f"agreed: {name(grouping)}", each)
                        for grouping, each in found.by_grouping.items()
                        if each.rows
                    ),
                ),
                brief=(0, 1, 2, 5, 6),
            ),
        ),
    )


def _agreement(found: Iterable[Kappa]) -> StudyPart:
    computed = [each for each in found if each.kappa is not None]
    why_not = Counter(each.why_not for each in found if each.why_not)
    rows: dict[bool, list[tuple[str, ...]]] = {True: [], False: []}
    for each in computed:
        between = NOTHING if each.low is None else f"{figure(each.low)} to {figure(each.high)}"
        counts = (f"{n:,}" for n in (each.rows, each.all_yes, each.all_no, each.differ))
        pair = len(each.voices) == 2
        row = (name(each.kind), ", ".join(map(name, each.voices)), *counts, figure(each.kappa))
        rows[pair].append((*row, between) if pair else row)
    columns = ("kind of help", "voices", "rows", "all yes", "all no", "they differ", "kappa")
    return StudyPart(
        "agreement",
        "Agreement between voices",
        (
            "Kappa is agreement beyond chance: 1 where all agree, 0 where chance would agree as often. It can be low "
            "where nearly everybody says the same: read it beside the counts. No voice is the measure of another.",
            *(f"Not computed for {count} sets of voices: {why}." for why, count in sorted(why_not.items())),
        ),
        (
            CaptionedTable(
                "two_voices",
                "Cohen's kappa for each two voices, over rows in which both answered",
                (*columns, "interval of 95%"),
                tuple(rows[True]),
                brief=(0, 1, 2, 5, 6, 7),
            ),
            CaptionedTable(
                "more_voices",
                "Fleiss' kappa for three or four voices, over rows in which all of them answered",
                columns,
                tuple(rows[False]),
                brief=(0, 1, 2, 5, 6),
            ),
        ),
    )


def _leak_audit(found: LeakAudit) -> StudyPart:
    tests = tuple(
        (
            name(test.grouping),
            name(test.measure),
            f"{share(test.rows_telling, test.rows)}; {test.strata_telling:,}",
            figure(test.overall),
            figure(test.difference),
            f"{figure(test.chance[0])} to {figure(test.chance[1])}" if test.chance else NOTHING,
            figure(test.correlation),
            NOTHING if test.p is None else f"{figure(test.p, 4)} ({figure(test.adjusted, 4)})",
            "goes with severity" if test.associated else test.why_not or "nothing beyond chance",
        )
        for test in found.tests
    )
    made = sum(test.p is not None for test in found.tests)
    least = made / (found.permutations + 1)
    few = (
        f"With {found.permutations} permutations, no adjusted p-value can be below {least:.3f}: ask for more.",
    )
    closest = tuple(
        (each.column, name(each.measure), f"{each.rows:,}", figure(each.strength), figure(each.difference))
        for measure in MEASURES
        for each in [each for each in found.associations if each.measure == measure][:MOST_ASSOCIATED]
    )
    return StudyPart(
        "leak_audit",
        "Leak audit: do candidates go with severity?",
        (
            "Rows with the same needs are compared: those with the candidate and those without. Severity is then dealt "
            f"out anew among them at random, {found.permutations:,} times (seed {found.seed}). The {found.needs} needs "
            f"come in {found.strata:,} combinations; rows with the same one are a stratum.",
            *(f"{name(measure).capitalize()} is {meaning}." for measure, meaning in MEASURES.items()),
            "It finds association, and not cause. An association says that some answer that a rule reads goes with "
            "severity. People can then ask whether it stands in for severity, or is something that severe difficulties "
            "bring with them. In a large cohort, the smallest difference is more than chance: look at its size.",
            "No association is no proof that there is none: a small cohort shows little. And where the needs settle a "
            "candidate, there is nothing to compare, and a need can stand in for severity unseen. The second table "
            "helps people to look there.",
            *(few if made and least > ASSOCIATED_AT else ()),
        ),
        (
            CaptionedTable(
                "leak_audit",
                "Severity with and without the candidate: overall, and among rows with the same needs",
                _columns(
                    "grouping|severity as|rows that tell; strata|overall|same needs|95% of permutations|correlation"
                    "|p (after Holm)|so"
                ),
                tests,
                brief=(0, 1, 4, 5, 7, 8),
            ),
            CaptionedTable(
                "severity",
                f"What goes with severity most closely: up to {MOST_ASSOCIATED} needs and facts for each measure, "
                "described and not tested",
                ("need or fact", "severity as", "rows", "strength, 0 to 1", "difference, yes less no"),
                closest,
            ),
        ),
    )


def _sensitivity(found: Sensitivity) -> StudyPart:
    shares = tuple(
        (
            percent(each.share),
            f"{each.taken:,.0f} of {each.answers:,.0f}",
            percent(sum(each.stays) / len(each.stays)) if each.stays else NOTHING,
            f"{percent(min(each.stays))} to {percent(max(each.stays))}" if each.stays else NOTHING,
            share(each.same, found.rows),
            figure(each.mean),
        )
        for each in found.shares
    )
    groupings = tuple(
        (
            name(grouping),
            f"{found.shares[0].groupings[grouping].before:,}",
            *(
                share(each.groupings[grouping].stays, each.groupings[grouping].before)
                for each in found.shares
            ),
        )
        for grouping in Grouping
    )
    return StudyPart(
        "sensitivity",
        "What unknown answers do",
        (
            f"Known answers that a rule reads are taken away at random, {found.repeats} times for each share (seed "
            f"{found.seed}). A candidate then stays or becomes undecided. None appears: that was checked in each row.",
            "In real life, answers are not missing at random. These figures say how much rests on the answers, and not "
            "what a service with gaps in its records would see.",
        ),
        (
            CaptionedTable(
                "taken",
                "Candidates that stay, as answers are taken away; means over the repeats",
                _columns(
                    "taken|answers|candidates that stay|over the repeats|rows all as before|mean candidates"
                ),
                shares,
                brief=(0, 2, 3, 4, 5),
            ),
            CaptionedTable(
                "taken_by_grouping",
                "Rows in which each candidate stays, by the share of answers taken away",
                ("grouping", "with every answer", *(percent(each.share) for each in found.shares)),
                groupings,
            ),
        ),
    )


def _multiverse(found: Multiverse) -> StudyPart:
    return StudyPart(
        "multiverse",
        "The same cohort under other rules",
        ("None of these rule bases is the measure of the others.",),
        (
            CaptionedTable(
                "rule_bases",
                "Candidates under each rule base",
                ("rules", "version", "mean candidates", *map(name, Grouping)),
                tuple(
                    (
                        each.name,
                        f"{each.rules.id} {each.rules.version}",
                        figure(each.sizes.mean),
                        *(share(count, found.rows) for count in each.candidates.values()),
                    )
                    for each in found.universes
                ),
            ),
            CaptionedTable(
                "pairs",
                "Rows whose candidates differ; for each grouping, rows that have it under the first | second alone",
                ("first", "second", "rows that differ", *map(name, Grouping)),
                tuple(
                    (
                        pair.first,
                        pair.second,
                        share(pair.differ, found.rows),
                        *(
                            f"{each.first_alone:,} | {each.second_alone:,}"
                            for each in pair.groupings.values()
                        ),
                    )
                    for pair in found.pairs
                ),
            ),
        ),
    )


def _rule_coverage(found: RuleCoverage) -> StudyPart:
    never = ", ".join(found.never)
    says = (f"Rules that fire in no row: {never}." if never else "Every rule fires in some row.",)
    rows = tuple((rule, share(count, found.rows)) for rule, count in found.fired.items())
    return StudyPart(
        "rule_coverage",
        "Rules that fire",
        says,
        (CaptionedTable("rules", "Rows in which each rule fires", ("rule", "rows"), rows),),
    )
