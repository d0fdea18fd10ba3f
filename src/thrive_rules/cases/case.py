"""One young person's case, without severity.

A case says what is going on, what help would have to be like, what the young person wants, and what
others propose. How bad things are stands in `thrive_rules.severity`, which nothing here can see.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NoReturn

from pydantic import Field, StrictBool, StrictInt

from thrive_rules.cases.closed_lists import Circumstance as Circumstance
from thrive_rules.cases.closed_lists import Competence as Competence
from thrive_rules.cases.closed_lists import Concern as Concern
from thrive_rules.cases.closed_lists import Place as Place
from thrive_rules.cases.closed_lists import Rating as Rating
from thrive_rules.cases.closed_lists import Reason as Reason
from thrive_rules.cases.fact import Answered, Held, Mark, Part, Topic, facts_in
from thrive_rules.cases.fact import Value as Value  # defined there, and imported from here
from thrive_rules.cases.fact import Voice as Voice
from thrive_rules.cases.fields import FreeText as FreeText
from thrive_rules.cases.fields import Frozen as Frozen
from thrive_rules.cases.fields import ListOf as ListOf
from thrive_rules.cases.fields import MapOf as MapOf
from thrive_rules.cases.fields import ReadOnly as ReadOnly
from thrive_rules.cases.fields import SomeOf as SomeOf
from thrive_rules.cases.sharing import (
    DANGER,
    HARM,
    CompetenceAssessment,
    Day,
    LaterKeys,
    OrAbsent,
    ParentalResponsibility,
    Paths,
    PersonKey,
    Reference,
    YesOrNo,
)


class Grouping(StrEnum):
    """The five needs-based groupings of the THRIVE Framework (Wolpert et al., 2019).

    They are listed as the framework lists them and have no order: comparing two with `<` is an error.
    """

    THRIVING = "thriving"
    GETTING_ADVICE = "getting_advice"
    GETTING_HELP = "getting_help"
    GETTING_MORE_HELP = "getting_more_help"
    GETTING_RISK_SUPPORT = "getting_risk_support"

    def _no_order(self, other: object) -> NoReturn:
        raise TypeError("groupings have no order: none is more, less, better or worse than another")

    __lt__ = __le__ = __gt__ = __ge__ = _no_order
    __hash__ = str.__hash__  # Enum's own is slow, and groupings are the keys of everything


class Context(LaterKeys):
    """The setting of the conversation. It never decides a grouping; prompts alone may read it."""

    _later: ClassVar[frozenset[str]] = frozenset(
        {
            "reference", "date", "private", "shared_with", "danger_shared_with", "asked", "said_yes",
            "competence_assessment", "parental_responsibility",
        }
    )  # fmt: skip

    age: Annotated[
        Annotated[StrictInt, Field(ge=0, le=25)] | None, Mark(Part.CONTEXT, domain=tuple(range(26)))
    ] = None
    """Age in whole years, 0 to 25."""
    reason: Annotated[Reason | None, Mark(Part.CONTEXT, domain=tuple(map(str, Reason)))] = None
    """Why people are talking now."""
    competence: Annotated[Competence | None, Mark(Part.CONTEXT, domain=tuple(map(str, Competence)))] = None
    """Competence to decide, as a practitioner recorded it; never computed."""
    reference: Reference | None = None
    """A local reference of at most 40 characters, no name. Format 2."""
    date: Day | None = None
    """When the answers were given. Format 2."""
    private: Paths | None = None
    """For each person, what is for them and the practitioner alone. Format 2."""
    shared_with: YesOrNo | None = None
    """Whether the young person's answers are shared with a kind of person, or with one of them. Format 2."""
    danger_shared_with: YesOrNo | None = None
    """Whether what is said of danger and harm is shared with them: the practitioner's alone to say. Format 2."""
    asked: Paths | None = None
    """Who was asked what and did not settle it. Format 2."""
    said_yes: Paths | None = None
    """Who said yes to danger or harm, or that they do not feel safe (`presentation.safety_concern`). Format 2."""
    competence_assessment: Annotated[CompetenceAssessment, OrAbsent] | None = None
    """An assessment of competence or capacity. Format 2."""
    parental_responsibility: Annotated[
        Annotated[ParentalResponsibility, OrAbsent] | None,
        Mark(Part.CONTEXT, name="parental_responsibility_{}", held=Held.BY_KEY, keys=("known",)),
    ] = None
    """What is known about parental responsibility, as a practitioner recorded it; never computed. Format 2."""


def _presented(topic: Topic, presupposes: str = "") -> Mark:
    return Mark(Part.PRESENTATION, topic=topic, presupposes=presupposes)


_Now = Annotated[StrictBool | None, _presented(Topic.NOW)]
_OfLife = Annotated[StrictBool | None, _presented(Topic.LIFE)]
_Extent = Annotated[StrictBool | None, _presented(Topic.EXTENT)]
_HelpSoFar = Annotated[StrictBool | None, _presented(Topic.HELP_SO_FAR)]
_OnceTried = Annotated[StrictBool | None, _presented(Topic.HELP_SO_FAR, "help_tried")]
_OnceAgreed = Annotated[StrictBool | None, _presented(Topic.HELP_SO_FAR, "aims_agreed")]
_Danger = Annotated[StrictBool | None, Mark(Part.SAFETY, topic=Topic.DANGER)]
_StayingSafe = Annotated[StrictBool | None, Mark(Part.SAFETY, topic=Topic.STAYING_SAFE)]


class Presentation(Answered):
    """What is going on, and what help would have to be like. How bad it is stands in `severity`."""

    concerns: Annotated[
        ListOf[Concern] | None,
        Mark(Part.CONCERN, name="concern_{}", held=Held.LISTED, keys=tuple(map(str, Concern))),
    ] = None
    """What people are concerned about: presence only. A missing list means that nobody has said yet."""
    circumstances: Annotated[
        ListOf[Circumstance] | None,
        Mark(Part.CIRCUMSTANCE, name="circumstance_{}", held=Held.LISTED, keys=tuple(map(str, Circumstance))),
    ] = None
    """Circumstances of this young person's life. A missing list means that nobody has said yet."""
    strengths: ListOf[FreeText] = ()
    """Strengths to build on, in people's own words. No rule reads them."""
    individual_support_needed: _Now = None
    """Is individual advice or support with mental health needed now?"""
    adjusting_to_life_change: _OfLife = None
    """Is the young person adjusting to a change in their life?"""
    recovering: _OfLife = None
    """Is the young person on the road to recovery?"""
    needs_several_professionals: _Extent = None
    """Would help need several professionals?"""
    needs_specialist_input: _Extent = None
    """Would help need specialist input?"""
    needs_long_term_help: _Extent = None
    """Would help need to last a long time?"""
    needs_coordination: _Extent = None
    """Would help need somebody to co-ordinate it?"""
    neurodevelopmental_assessment_wanted: _OfLife = None
    """Is a neurodevelopmental assessment wanted?"""
    help_tried: _HelpSoFar = None
    """Has help been tried?"""
    help_making_a_difference: _OnceTried = None
    """Is the help that was tried making a difference?"""
    able_to_use_help_now: _Now = None
    """Is the young person able to use help now?"""
    aims_agreed: _HelpSoFar = None
    """Are there aims that everyone has agreed?"""
    aims_met: _OnceAgreed = None
    """Are the agreed aims met?"""
    costs_outweigh_gains: _OnceTried = None
    """Do the costs of the help now given outweigh its gains?"""
    safety_concern: _Danger = None
    """A significant concern about safety, stated by a practitioner. There is no risk level and no score."""
    safety_narrative: FreeText | None = None
    """The safety concern in words; a case file needs it when `safety_concern` is true. No rule reads it."""
    safety_plan_agreed: _StayingSafe = None
    """Is there a safety plan that everyone has agreed?"""
    lead_agency_agreed: _StayingSafe = None
    """Is it agreed which agency leads?"""
    immediate_danger: _Danger = None
    """Is anyone in immediate danger?"""
    safeguarding_concern: _Danger = None
    """Is there a safeguarding concern?"""


class Wants(Frozen):
    """Kinds of help that somebody wants or proposes: yes, no, or not yet known, each for itself."""

    # Whoever holds this marks it as a whole: a kind that is added here is a fact of every voice.

    everyday_support: StrictBool | None = None
    """Friends, family, school, community; no individual mental health input."""
    information: StrictBool | None = None
    """Information and signposting."""
    self_management: StrictBool | None = None
    """Ways to look after one's own mental health."""
    one_off_conversation: StrictBool | None = None
    """A single conversation, perhaps with a follow-up."""
    goal_focused_help: StrictBool | None = None
    """Help with clear aims, and a professional who takes responsibility for it."""
    extensive_help: StrictBool | None = None
    """Longer, more specialised or co-ordinated help."""
    help_to_stay_safe: StrictBool | None = None
    """Help to stay safe."""


KINDS_OF_HELP = tuple(Wants.model_fields)


def _of_help(part: Part, voice: Voice, verb: str) -> Mark:
    topic = Topic.WANTS if part is Part.PREFERENCE else Topic.SUGGESTED
    name = f"{voice}_{verb}_{{}}"
    return Mark(part, voice, name=name, held=Held.BY_KEY, keys=KINDS_OF_HELP, topic=topic)


_OwnAnswer = Annotated[StrictBool | None, Mark(Part.PREFERENCE, Voice.YOUNG_PERSON, topic=Topic.NOW)]


class Preferences(Answered):
    """The young person's own preferences, in their voice."""

    wants: Annotated[Wants, _of_help(Part.PREFERENCE, Voice.YOUNG_PERSON, "wants")] = Wants()
    """What the young person wants."""
    managing_own_health: _OwnAnswer = None
    """Is the young person managing their own health?"""
    no_professional_help_now: _OwnAnswer = None
    """Does the young person want no professional help now?"""
    goals: Annotated[
        ListOf[FreeText],
        Mark(Part.PREFERENCE, Voice.YOUNG_PERSON, name="has_{}", domain=(True,), held=Held.WORDS),
    ] = ()
    """What the young person hopes for. Rules read only whether there are any."""
    declines: ListOf[FreeText] = ()
    """What the young person does not want, for example a medication. No rule reads it."""
    what_matters: FreeText | None = None
    """What matters to the young person. No rule reads it."""
    places: ListOf[Place] = ()
    """Where the young person would like help."""


class View(LaterKeys):
    """What one other person proposes. Views are kept apart and never averaged."""

    _later: ClassVar[frozenset[str]] = frozenset({"id"})

    voice: Literal[Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER] = Field(alias="from")
    """Whose view this is: parent_or_carer, practitioner or other."""
    id: PersonKey | None = None
    """A name for this view within the case, unique, with no order meant. Format 2."""
    label: FreeText | None = None
    """What people call this person, for example "Mum"."""
    proposes: Annotated[
        Wants,
        _of_help(Part.VIEW, Voice.PARENT_OR_CARER, "proposes"),
        _of_help(Part.VIEW, Voice.PRACTITIONER, "proposes"),
        _of_help(Part.VIEW, Voice.OTHER, "proposes"),
    ] = Wants()
    """What this person proposes."""


# The flat name of every answer, from the marks.
CASE_FACTS = tuple(
    sorted(
        (
            *facts_in(Context, "context"),
            *facts_in(Presentation, "presentation"),
            *facts_in(Preferences, "preferences"),
            *facts_in(View, "views"),
        ),
        key=lambda fact: list(Part).index(fact.part),
    )
)
"""Every fact of a case, in the order in which questions are shown."""
VOICES_OF_VIEWS = (Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER)


def _by_key(*path: str) -> dict[str, str]:
    return {fact.key: fact.name for fact in CASE_FACTS if fact.path == path}


def _plain(section: str) -> tuple[str, ...]:
    return tuple(fact.name for fact in CASE_FACTS if fact.held is Held.PLAIN and fact.path[0] == section)


WANTED_FACTS = _by_key("preferences", "wants")
PROPOSED_FACTS = {
    (fact.voice, fact.key): fact.name for fact in CASE_FACTS if fact.part is Part.VIEW and fact.voice
}
CONCERN_FACTS = _by_key("presentation", "concerns")
CIRCUMSTANCE_FACTS = _by_key("presentation", "circumstances")
_LISTED = {fact.path: _by_key(*fact.path) for fact in CASE_FACTS if fact.held is Held.LISTED}
_BY_KEY_OF_CONTEXT = tuple(
    (fact.name, fact.path[1], fact.key)
    for fact in CASE_FACTS
    if fact.held is Held.BY_KEY and fact.path[0] == "context"
)
_WORDS = tuple((fact.name, *fact.path) for fact in CASE_FACTS if fact.held is Held.WORDS)
# That somebody does not feel safe is no answer for everybody: a safety concern is the practitioner's to state.
_A_YES_IS_A_YES = {
    ".".join(fact.path): fact.name for fact in CASE_FACTS if ".".join(fact.path) in (DANGER, HARM)
}
_OF_CONTEXT, _OF_PRESENTATION, _OF_PREFERENCES = map(_plain, ("context", "presentation", "preferences"))


class Case(Frozen):
    """One young person's case. Severity is no part of it, so that nothing that reads a case can see severity."""

    context: Context = Context()
    """The setting of the conversation."""
    presentation: Presentation = Presentation()
    """What is going on, and what help would have to be like."""
    preferences: Preferences = Preferences()
    """The young person's own preferences."""
    views: ListOf[View] = ()
    """Other people's views, each kept apart."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """Every answer that is known, under the flat name that rules use; an unknown fact is absent.

        A yes to danger or harm is a yes, whoever said it. It stands until the practitioner takes it out of `said_yes`.
        A list says no to what it leaves out, unless `asked` names the list: then people ticked some of it, and what
        they did not tick is open.
        """
        known: dict[str, Value] = {}
        for part, plain in (
            (self.context.__dict__, _OF_CONTEXT),
            (self.presentation.__dict__, _OF_PRESENTATION),
            (self.preferences.__dict__, _OF_PREFERENCES),
        ):
            for name in plain:
                if (answer := part[name]) is not None:
                    known[name] = answer
        for name, field, key in _BY_KEY_OF_CONTEXT:
            if (answer := getattr(getattr(self.context, field), key, None)) is not None:
                known[name] = answer
        wants = self.preferences.wants.__dict__
        known.update({WANTED_FACTS[kind]: answer for kind, answer in wants.items() if answer is not None})
        for name, section, field in _WORDS:
            if getattr(getattr(self, section), field):
                known[name] = True
        if self.views:
            known.update(_proposals(self.views))
        for (section, field), names in _LISTED.items():
            listed = getattr(getattr(self, section), field)
            if listed is not None:
                if not self.is_open(f"{section}.{field}"):
                    known.update(dict.fromkeys(names.values(), False))
                for key in listed:
                    known[names[str(key)]] = True
        if self.context.said_yes:
            known.update(self._yes_from_anybody())
        return known

    def is_open(self, path: str) -> bool:
        """Whether somebody was asked about what stands at exactly this path, and did not settle it."""
        return any(path in paths for paths in (self.context.asked or {}).values())

    def _yes_from_anybody(self) -> dict[str, Value]:
        said = (path for paths in (self.context.said_yes or {}).values() for path in paths)
        return {_A_YES_IS_A_YES[path]: True for path in said if path in _A_YES_IS_A_YES}

    @property
    def presentation_with_every_yes(self) -> Presentation:
        """What is going on, with each yes to danger or harm as an answer, for who may not see whose it was."""
        return self.presentation.model_copy(update=self._yes_from_anybody())

    def who_said_yes(self, path: str) -> tuple[str, ...]:
        """Whose yes is recorded, to `presentation.immediate_danger` say: kinds of people, and ids of views."""
        return _who(self.context.said_yes, path)

    def who_was_asked(self, path: str) -> tuple[str, ...]:
        """Who was asked about a path and did not say yes: kinds of people, and ids of views."""
        yes = self.who_said_yes(path)
        return tuple(name for name in _who(self.context.asked, path) if name not in yes)


def _who(said: Mapping[str, tuple[str, ...]] | None, path: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, paths in (said or {}).items() if path in paths))


def _proposals(views: Iterable[View]) -> dict[str, Value]:
    """What each kind of voice proposes: true if any view says so, false if all say no, absent otherwise."""
    said: dict[str, bool | None] = {}
    for view in views:
        for kind, answer in view.proposes.__dict__.items():
            name = PROPOSED_FACTS[view.voice, kind]
            if answer or name not in said:
                said[name] = answer
            elif answer is None and not said[name]:
                said[name] = None
    return {name: answer for name, answer in said.items() if answer is not None}
