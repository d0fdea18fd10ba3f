"""The command `fhir`: whose copy it is, what it says it leaves out, and clear ends of what it cannot read."""

import json
from pathlib import Path

import pytest

from command import command
from thrive_rules import load_case

PRIVATE = "examples/private_concern.yaml"
JANUARY = "examples/decisions/january.yaml"


def printed(*arguments: str, given: str = "") -> str:
    done = command("fhir", *arguments, given=given)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_case_goes_out_and_comes_back_as_a_file_that_loads(tmp_path: Path) -> None:
    done = command("fhir", "response", PRIVATE, "--reader", "practitioner", "--patient", "3")
    assert "Left out" in done.stderr
    assert "preferences.what_matters" in done.stderr
    assert json.loads(done.stdout)["subject"] == {"reference": "Patient/3"}
    back = tmp_path / "case.yaml"
    back.write_text(printed("response", "-", "--patient", "3", given=done.stdout))
    case, severity = load_case(back)
    assert case.facts["young_person_wants_one_off_conversation"] is True
    assert "gender_discomfort" not in back.read_text().partition("severity:")[0]
    assert severity.facts["severity_low_mood"] == "mild"


def test_a_safety_concern_says_what_the_file_still_needs() -> None:
    response = printed("response", "examples/safety.yaml", "--reader", "practitioner")
    done = command("fhir", "response", "-", given=response)
    assert done.returncode == 0
    assert "safety_narrative" in done.stderr
    assert "safety_concern: true" in done.stdout


def test_a_plan_without_names_and_one_for_somebody_come_back() -> None:
    assert "took_part" in printed("careplan", "-", given=printed("careplan", JANUARY))
    whole = printed("careplan", "-", given=printed("careplan", JANUARY, "--reader", "practitioner"))
    assert "wishes" in whole
    assert "basis" in whole


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("response", PRIVATE), "whose copy is this?"),
        (("response",), "name the file"),
        (("questionnaire", PRIVATE), "takes no file"),
        (("response", JANUARY, "--reader", "practitioner"), "there is no such key"),
        (("careplan", PRIVATE), "format"),
        (("careplan", JANUARY, "--reader", "young-person"), "give the case too"),
        (("response", "examples/nowhere.yaml"), "there is no such file"),
        (("plan",), "expected one of questionnaire, response, careplan"),
    ],
)
def test_what_cannot_be_done_ends_with_one_clear_message(arguments: tuple[str, ...], told: str) -> None:
    done = command("fhir", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_another_patient_another_resource_and_a_wrong_answer_name_the_file_and_the_place(
    tmp_path: Path,
) -> None:
    file = tmp_path / "response.json"
    file.write_text(printed("response", PRIVATE, "--reader", "practitioner", "--patient", "3"))
    wrong = tmp_path / "wrong.json"
    wrong.write_text(
        file.read_text().replace('"one_off_conversation"', '"x"').replace('"code": "yes"', '"code": "Zaphod"')
    )
    for arguments, place in (
        ((str(file), "--patient", "4"), f"{file}: subject: "),
        ((str(wrong),), f"{wrong}: presentation."),
    ):
        done = command("fhir", "response", *arguments)
        assert done.returncode == 2
        assert place in done.stderr
        assert "Zaphod" not in done.stderr
    done = command("fhir", "careplan", str(file))
    assert (done.returncode, "expected a CarePlan or a decision" in done.stderr) == (2, True)
