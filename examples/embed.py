"""How a clinical system embeds thrive-rules: a case in, a conversation out. Run it: python examples/embed.py."""

from pathlib import Path

from thrive_rules import converse, explain, load_case, load_rules, suggest


def main() -> None:
    case, severity = load_case(Path(__file__).parent / "three_voices.yaml")
    rules = load_rules()
    suggestion = suggest(case, rules)  # severity is not given, so it cannot matter

    for candidate in suggestion.candidates:  # in the framework's order, without a rank
        print(f"{candidate.grouping}: put forward by {', '.join(candidate.put_forward_by)}")
        for argument in candidate.arguments_against:
            print(f"  against, {argument.voice}: {argument.because}")
    for other in suggestion.not_put_forward:
        print(
            f"{other.grouping}: not put forward; could come in with {other.would_need or 'nothing unknown'}"
        )

    conversation = converse(suggestion, case, severity, rules)  # now severity stands beside it
    print()
    print(explain(conversation, rules, reader="young_person"))


if __name__ == "__main__":
    main()
