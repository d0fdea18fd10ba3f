"""The rules that ship are read once for the same bytes, and anew where a byte is another."""

import shutil
from pathlib import Path

import pytest

from thrive_rules import load_rules
from thrive_rules.rulefiles import rulefile


def test_the_same_bytes_are_read_once() -> None:
    assert load_rules() is load_rules()
    assert load_rules() is not load_rules(for_study=True)


@pytest.mark.parametrize("file", ["rulebase.yaml", "certificate.json"])
def test_another_byte_is_read(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "thrive"
    shutil.copytree(rulefile.shipped_rules(), root)
    monkeypatch.setattr(rulefile, "shipped_rules", lambda name="thrive": tmp_path / name)
    before = load_rules()
    assert load_rules() is before
    if file == "rulebase.yaml":
        text = (root / file).read_text()
        changed = text.replace("\n  version: ", "\n  version: 9", 1)
        assert changed != text
        (root / file).write_text(changed)
        assert load_rules().digest != before.digest
    else:
        (root / file).unlink()
        assert before.origin.certificate is not None
        assert load_rules().origin.certificate is None
