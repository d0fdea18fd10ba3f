"""A copy of a conversation for somebody: made anew from what they may see, and the only thing to give to others."""

from dataclasses import replace

from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.conversation import Conversation, Prompt, lay_beside
from thrive_rules.conversations.their_words import in_their_words
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.problems import passages_of
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import has_words_for
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.reasoning.suggestion import Argument, refuse_other_rules, suggest
from thrive_rules.severity.audience import Audience
from thrive_rules.severity.seen import SAFEGUARDING_FACTS, Seen, as_seen_by, nothing_for


def shared(
    conversation: Conversation,
    rules: RuleBase,
    audience: Audience,
    second_opinion: SecondOpinion | None = None,
) -> Conversation:
    """What an audience may see of a conversation, with their name on it; for who keeps the record, all of it.

    It is made anew of the case as they may see it, with a second opinion where one is given. A copy that is theirs
    already stays as it is. Raises ThriveRulesError for a copy that is somebody else's, for a person who is not in the
    case, and for rules that the conversation was not made with; EnginesDisagree as `suggest` does.
    """
    refuse_other_rules(conversation.suggestion, rules)
    _refuse_other_names(conversation, rules)
    if conversation.audience == audience or (audience.keeps_the_record and conversation.audience is None):
        return conversation
    if conversation.audience is not None:
        raise ThriveRulesError(
            "this copy is for somebody else; make theirs from the record's own conversation"
        )
    seen = as_seen_by(conversation.case, conversation.severity, audience)
    return conversation_as_seen(seen, rules, second_opinion)


def _refuse_other_names(conversation: Conversation, rules: RuleBase) -> None:
    """Raises ThriveRulesError where a kept conversation names what these rules do not have: it was changed since."""
    suggestion = conversation.suggestion
    argued = [
        argument
        for each in suggestion.candidates
        for argument in (*each.arguments_for, *each.arguments_against)
    ]
    argued += [argument for each in suggestion.not_put_forward for argument in each.arguments_against]
    said: list[Argument | Prompt] = [*argued, *conversation.prompts]
    facts = {fact for each in said for fact in each.facts}
    facts |= {fact for need in suggestion.needs for fact in need.facts}
    facts |= {each.fact for each in (*suggestion.unknowns, *suggestion.ask_first)}
    for each in suggestion.not_put_forward:
        facts |= {*each.missing, *each.in_the_way, *(fact for some in each.would_need for fact in some)}
    beside = conversation.options
    names = {
        *({each.rule for each in said} - rules.rule.keys()),
        *({need.need for need in suggestion.needs} - rules.need.keys()),
        *(facts - rules.fact.keys()),
        *({name for each in beside for name in each.options} - rules.option.keys()),
        *({name for each in beside for name in each.programmes} - rules.programme.keys()),
        *({name for each in said for name in each.sources} - passages_of(rules.sources)),
    }
    answers = [each.facts for each in (*said, *suggestion.needs)]
    answers += [each.in_the_way for each in suggestion.not_put_forward]
    if names or not all(value in FACTS[fact].domain for some in answers for fact, value in some.items()):
        raise ThriveRulesError(
            "this conversation names what its rules do not have: it was changed; make it again"
        )


def conversation_as_seen(
    seen: Seen, rules: RuleBase, second_opinion: SecondOpinion | None = None
) -> Conversation:
    """The conversation about a case as somebody may see it.

    Where the rules have no words for them, they get the page about no case.
    """
    if not has_words_for(rules, seen.audience.reader):
        seen = nothing_for(seen.audience)
    suggestion = suggest(seen.case, rules, second_opinion)
    whole = lay_beside(suggestion, seen.case, seen.severity, rules)
    if seen.audience.keeps_the_record:
        return whole
    theirs = replace(
        whole,
        prompts=tuple(prompt for prompt in whole.prompts if _is_theirs(prompt, seen)),
        audience=seen.audience,
        without_a_case=seen.without_a_case,
    )
    return theirs if seen.without_a_case else in_their_words(theirs, rules, seen.audience.reader)


def _is_theirs(prompt: Prompt, seen: Seen) -> bool:
    """A prompt about harm that others do is for those with whom danger is shared, or who may see what raised it."""
    if prompt.kind is not PromptKind.SAFEGUARDING or seen.safeguarding:
        return True
    return not SAFEGUARDING_FACTS.isdisjoint(prompt.facts)
