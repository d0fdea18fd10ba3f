"""Small faults in the modules that make pages, copies, questions and replies, each of which a page has to show.

python tests/explorer/planted_pages.py --cases 300 --seed 0
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from agreement import Asked, differences, random_rules
from pages import (
    after,
    in_easy_words,
    in_other_words,
    told_to_people,
    where_other_answers_tell_of_harm,
    without_words_for_others,
)
from planted import Fault, faults_in, with_fault

from audiences import LOCAL, RULES
from decisions import told_of_decisions
from thrive_rules.explorer.conformance import conversation_of
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.explorer.table import table

FAULTS_OF_PAGES = [
    *faults_in(
        "audience",
        ("compareCodePoints(one.id ?? \"\", other.id ?? \"\")", "0"),
        ("(own === null ? null : under(answers, own)) ?? under(answers, kind)", "under(answers, kind)"),
        ("byName && Object.hasOwn(byName, name) ? byName[name] : null", "byName?.[name] ?? null"),
        ("const kinds = kind === \"practitioner\" ? [] : [kind];", "const kinds = [kind];"),
        ("names: new Set(alone ? kinds : ids),", "names: theirs,"),
        ("filter(([name]) => !theirs.has(name));", "filter(() => true);"),
        ("!memberKeepsTheRecord(first) ? \"other\" : first.kind", "false ? \"other\" : first.kind"),
        ("[null, view.id ?? null].includes(member.id)", "member.id !== undefined"),
    ),
    *faults_in(
        "seen",
        ("people.some((each) => getsNoCase(", "people.every((each) => getsNoCase("),
        ("age === null || age >= 16 ||", "age >= 16 ||"),
        ("|| context.competence === \"assessed_competent\"", ""),
        ("return theirs && person.shared !== true;", "return theirs && person.shared === false;"),
        ("person.shared !== false && !keptFrom(person, path)", "person.shared !== false"),
        ("person.danger_shared || covers(saidYes, path);\n    return", "person.danger_shared;\n    return"),
        ("(keptFrom(person, path) || covers(saidYes, path))", "keptFrom(person, path)"),
        ("person.shared === true && !keptFrom(person, path, rated)", "person.shared === true && !keptFrom(person, path)"),
        ("each.view === index || !keptFrom(each, ...places)", "!keptFrom(each, ...places)"),
        ("safeguarding: sight.people.every(", "safeguarding: sight.people.some("),
        ("sight.people.every((each) => personSees", "sight.people.some((each) => personSees"),
        ("return [field, keys.length ? keys : null];", "return [field, keys];"),
        ("const presentation = withEveryYes(table, case_);", "const presentation = case_.presentation;"),
        ("said_yes: ofNames(said_yes, names)", "said_yes"),
        ("onPage && personSees", "personSees"),
        ("covers(own, path) ||", ""),
    ),
    *faults_in(
        "shared",
        ("prompt.kind !== \"safeguarding\" || seen.safeguarding", "true"),
        ("readerOf(audience) !== \"other\" || table.speaks_to_others", "true"),
    ),
    *faults_in(
        "their_words",
        ("argued(each.for), against: argued(each.against) }", "argued(each.for) }"),
        ("enteredBy(table, seen, own)", "[]"),
    ),
    *faults_in(
        "danger",
        ("case_.as_seen ? Object.keys(case_.context.said_yes ?? {}) : [reader]", "[reader]"),
        ("whoSaidYes(case_, pathOfFeeling(table)).includes(\"young_person\")", "whoSaidYes(case_, pathOfFeeling(table)).length"),
        ("else if (feeling || !yes.length)", "else if (!yes.length)"),
        ("stated ? wording.yes_recorded : wording.no_recorded", "stated ? wording.yes : wording.no"),
        ("unknown?.could_bring_in.length && maySee", "unknown && maySee"),
    ),
    *faults_in(
        "section",
        ("[...heading].length", "heading.length"),
        ("/[^=\\- ]/u.test(text) ? \"\" : \"    \"", "\"\""),
        (".replaceAll(\"\\n\", \"\\n    \")", ""),
    ),
    *faults_in("page", ("pack.reviewed ? [] : [table", "[table"), ("hide ? { hide } : {}", "{}")),
    *faults_in("without_a_case", ('const reader = "parent_or_carer";', 'const reader = "young_person";')),
    *faults_in(
        "page_language",
        ("is_english: match[1] === IN_ENGLISH", "is_english: true"),
        ("filter(({ count }) => count)", "filter(() => true)"),
    ),
    *faults_in(
        "reading",
        ("value === false && this.table.asked_first.includes(fact)", "false"),
        ("answers.size === 1 && answers.has(false)", "answers.has(false)"),
        ("names.length && names.every(Boolean)", "names.length"),
        ("this.is_the_record && presentation.safety_concern && isBlank", "presentation.safety_concern && isBlank"),
        ("own === null ? [...paragraphs, this.say(this.wording.own_view_not_on_page)] : paragraphs", "paragraphs"),
        ("[...each.values()].map(({ kind, label })", "hiddenFrom.map(({ kind, label })"),
        ("(each.id && under(labels, each.id)) || this.voice(each.kind)", "this.voice(each.kind)"),
        ("answers.some((each) => each !== null) ||", ""),
    ),
    *faults_in(
        "budget",
        ("whose === \"rules\" ? [label, text, ...small] : [label]", "[label, text, ...small]"),
        ("if (wordsOn(table, sections) <= most)", "if (wordsOn(table, sections) < most)"),
        ("text.split(/[ \\t\\n]+/u)", "text.split(/\\s+/u)"),
        ("more += length - wordsOf(whole).length;", "more += length;"),
        ("text.slice(0, end + 1)", "text.slice(0, end)"),
    ),
    *faults_in(
        "brief",
        ("isFull ? this.first(few) : first", "first"),
        ("[...this.nextAsked(), ...sortedBy(prompts,", "[...sortedBy(prompts,"),
        ("Math.max(0, this.table.pages.next_questions - beside.length)", "this.table.pages.next_questions"),
        ("if (others.length || views.length > 1 || (person.id && !views.length)) return [];", "if (others.length) return [];"),
        ("voice === own ? 0 : voice === null ? 1 : 2", "voice === null ? 0 : 1"),
        ("few.filter((set) => set.every((fact) => this.fact(fact).asked_of[this.reader]))", "few"),
        ("set.length <= this.table.pages.answers_together", "true"),
        ("this.inParts(new Set(said))", "this.inParts(said)"),
        ("const more = this.openBeside(this.askedAbove()).length - asked.length;", "const more = this.openBeside(this.askedAbove()).length;"),
        ("kinds.length <= this.table.pages.kinds_with_names", "true"),
        ("each.blocks.length ? { ...each, paragraphs: [] } : each", "each"),
        ("each.kind))];\n    const first", "each.kind)).reverse()];\n    const first"),
    ),
    *faults_in(
        "ideas",
        ("said.has(each) ? firstSentence(each) : each", "each"),
        ("ours.length > most ?", "ours.length >= most ?"),
        ("each.text.replace(/\\.$/u, \"\")", "each.text"),
        ("groupings.length > 1", "groupings.length > 0"),
        ("countLines(own) < countLines(lines)", "false"),
        ("this.say(rule.brief ?? rule.words)", "this.say(rule.words)"),
        ("this.joined(this.lines(candidate.for), most)", "this.joined(this.lines(candidate.for))"),
    ),
    *faults_in(
        "decision_copy",
        ("if (!seesPath(this.table, this.sight, \"presentation.aims_agreed\")) return false;", ""),
        ("this.allTookPart() || [\"presented\", \"own_answer\"].every(", "[\"presented\", \"own_answer\"].every("),
        ("if (there.some(", "if (false && there.some("),
        ("return named.length ? named : places;", "return places;"),
        ("if (!theirs.length) return seesViewsOf(this.sight, kind);", "if (!theirs.length) return true;"),
        ("|| (this.isThere(who) && this.allTookPart())", "|| this.isThere(who)"),
        ("lead && this.isThere(lead) ? lead : null", "lead"),
        ("this.sees(each.whose, \"own_answer\")),", "true),"),
        ("return isLeft ? [seen] : [];", "return [seen];"),
        ("agrees: this.sees(whose, \"own_answer\") ? agrees : null", "agrees"),
        ("if (role === \"advocate\") return \"young_person\";", ""),
        ("competence_words: null", "competence_words: decision.competence_words"),
        ("new Set(references).size > 1", "false"),
    ),
    *faults_in(
        "decision_page",
        ("!have.some((each) => isSame(each, person))", "!have.some((each) => each?.role === person.role)"),
        ("words || small.shift() ||", "words ||"),
        ('filter(Boolean).join(" ");', 'join(" ");'),
        ("isSameRules ? words.same_rules : words.other_rules", "words.other_rules"),
    ),
    *faults_in("decision", ("(typeof each === \"object\" && !Object.keys(each).length)", "false")),
    *faults_in(
        "full",
        ("sortedBy(found, ({ each }) => each.by_name)", "found"),
        ("        option.never_first,\n", ""),
        ("names[0] === this.voice(argument.voice) && saysSo", "saysSo"),
        ("differences.length || positions.length > 1", "differences.length"),
        ("each.could_bring_in.length && this.fact", "this.fact"),
    ),
    *faults_in(
        "next_questions",
        ("saidSo || under(facts(table, case_), \"immediate_danger\") === true", "saidSo"),
        ("[page.topic !== \"danger\", -page.could_settle.length, -page.could_help_to_settle.length, !protects]", "[page.topic !== \"danger\", -page.could_help_to_settle.length, !protects]"),
        ("const felt = this.keeps_the_record ? \"\" : \"safety_concern\";", "const felt = \"\";"),
        ("under(answers, fact.presupposes) !== false", "true"),
        ("views.filter((view) => view.from === fact.voice).length < 2", "views.length < 2"),
        ("if (!this.keeps_the_record) return fact.voice === this.person.kind;", ""),
        ("fact.topic === \"danger\" || this.protecting.has(fact.name)", "this.protecting.has(fact.name)"),
    ),
    *faults_in(
        "offer",
        ("if (dangerStands(table, case_, person)) return [];", ""),
        ("!leftOpen.has(path) && !wordsAt", "!wordsAt"),
        ("words.join(\"; \")", "words[0]"),
        ("return memberKeepsTheRecord(person) || person.kind === \"young_person\";", "return person.kind === \"young_person\";"),
        ("path === WHAT_MATTERS ? words || null : words ? [words] : []", "path === WHAT_MATTERS ? words : words ? [words] : []"),
        ("before === null || isOpenList(case_, path)", "isOpenList(case_, path)"),
        ("listed.length || !byTicks ? listed : null", "listed"),
        ("(byTicks && listed.length ? [path] : [])", "[]"),
        ("filter((each) => !isTicked(each)).map", "map"),
        ("memberKeepsTheRecord(person) || fact.row !== \"safeguarding\"", "true"),
        ("raising.has(fact.name) && fact", "fact"),
        ("[\"safety\", \"safeguarding\"])", "[\"safety\"])"),
        ("!own.has(replyPath(table, name)) && own.has(whole)", "own.has(whole)"),
        ("if (byTicks && !said", "if (!said"),
    ),
    *faults_in(
        "reply",
        ("if (forThemselves && said(case_", "if (said(case_"),
        ("answer === null && reply !== null", "answer === null"),
        ("person.id ?? view?.id ?? person.kind", "person.id ?? person.kind"),
        ("if (!view && answer === null) return case_;", ""),
        ("table.asked_first.includes(field) && answer === false ? null : answer", "answer"),
        (".sort(compareCodePoints);", ";"),
        ("topic === \"suggested\" ? `views.${name}` : replyPath(table, each)", "replyPath(table, each)"),
    ),
]  # fmt: skip
"""Each is one small change of meaning."""


TOGETHER = 8
"""Few at a time: most faults are found by the first."""


def taken_back() -> list[Asked]:
    """The practitioner takes back a yes about danger of their own, which chance seldom asks for."""
    said = {"said_yes": {"practitioner": ["presentation.immediate_danger"]}}
    file = {"format": 2, "context": said, "presentation": {"immediate_danger": True}}
    no = {"name": "practitioner", "does": "reply", "fact": "immediate_danger", "reply": "no"}
    told = after(conversation_of(file, RULES).case, RULES, [no])
    request = {"case": json.dumps(file), "people": [], "replies": [no]}
    return [Asked({"table": table(RULES)}, []), Asked(request, [f"replies: {told}"])]


def requests(cases: int, seed: str) -> list[list[Asked]]:
    """What finds them: many pages of the rules that ship, a local offer, other words, and any rules."""
    with TemporaryDirectory() as folder:
        asked = [
            (rules, made_up_files(f"{seed} {index}", count))
            for index, (rules, count) in enumerate(
                (
                    (RULES, cases),
                    (LOCAL, cases // 3),
                    (in_other_words(Path(folder)), cases // 6),
                    (without_words_for_others(), cases // 6),
                    *((rules, 3) for rules in random_rules(max(1, cases // 30), 5)),
                )
            )
        ]
        easy = in_easy_words(Path(folder))
    found = [list(told_of_decisions(cases + 100, 1))]
    found.append(taken_back())
    for rules in (easy, where_other_answers_tell_of_harm()):
        found.append(list(told_to_people(rules, made_up_files("rare", 12), "rare")))
    for rules, files in asked:
        while some := list(islice(files, TOGETHER)):
            found.append(list(told_to_people(rules, some, f"{seed} {len(found)}", most=2)))
    return found


def not_shown(faults: Sequence[Fault], groups: Sequence[list[Asked]]) -> Iterator[Fault]:
    """The faults that no page shows. What is told of decisions is asked first where the fault is in it, and else last."""
    decisions, *pages = groups
    for fault in faults:
        first = [decisions, *pages] if fault.module.startswith("decision") else [*pages, decisions]
        with with_fault(fault) as modules:
            if not any(next(differences([group], modules), None) for group in first):
                yield fault


def main() -> int:
    """Plant every fault, and end with 1 where one is not found."""
    parser = argparse.ArgumentParser(
        description="Plant faults in the JavaScript that makes pages, one by one."
    )
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", default="planted")
    wanted = parser.parse_args()
    missed = list(not_shown(FAULTS_OF_PAGES, requests(wanted.cases, wanted.seed)))
    for fault in missed:
        print(f"not found: {fault}")
    print(f"{len(FAULTS_OF_PAGES)} planted faults, {len(FAULTS_OF_PAGES) - len(missed)} found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
