"""A copy for somebody in their words: the same conversation, with each text of the rules as they read it."""

from collections.abc import Iterable
from dataclasses import replace

from thrive_rules.cases.case import Case
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import Argument, Suggestion, Unknown
from thrive_rules.reasoning.urgent import entered_by, urgent_text


def in_their_words(conversation: Conversation, rules: RuleBase, reader: Reader) -> Conversation:
    """The conversation with the words of one reader; whose answers and rules they rest on stay as they are."""
    prompts = tuple(
        each.model_copy(update={"text": rules.rule[each.rule].words.to(reader)})
        for each in conversation.prompts
    )
    note = rules.wording.severity_note.to(reader)
    return replace(
        conversation,
        suggestion=_suggestion(conversation.suggestion, conversation.case, rules, reader),
        prompts=prompts,
        severity=conversation.severity.model_copy(update={"note": note}),
    )


def _suggestion(suggestion: Suggestion, case: Case, rules: RuleBase, reader: Reader) -> Suggestion:
    def said(arguments: Iterable[Argument]) -> tuple[Argument, ...]:
        return tuple(
            each.model_copy(update={"because": rules.rule[each.rule].words.to(reader)}) for each in arguments
        )

    def asked(unknowns: Iterable[Unknown]) -> tuple[Unknown, ...]:
        return tuple(
            each.model_copy(update={"question": rules.fact[each.fact].question.to(reader)})
            for each in unknowns
        )

    urgent = suggestion.urgent
    if urgent:  # in a case as somebody sees it, each yes to danger that is left is their own
        own = entered_by(case, case.context.said_yes or {})
        urgent = urgent.model_copy(update={"text": urgent_text(urgent.kinds, rules, reader, own)})
    return suggestion.model_copy(
        update={
            "candidates": tuple(
                each.model_copy(
                    update={
                        "arguments_for": said(each.arguments_for),
                        "arguments_against": said(each.arguments_against),
                    }
                )
                for each in suggestion.candidates
            ),
            "not_put_forward": tuple(
                each.model_copy(update={"arguments_against": said(each.arguments_against)})
                for each in suggestion.not_put_forward
            ),
            "needs": tuple(
                each.model_copy(update={"statement": rules.need[each.need].statement.to(reader)})
                for each in suggestion.needs
            ),
            "unknowns": asked(suggestion.unknowns),
            "ask_first": asked(suggestion.ask_first),
            "urgent": urgent,
        }
    )
