"""The accessibility statement says what tests prove, no more and no less."""

import importlib.util

from building import ROOT

spec = importlib.util.spec_from_file_location("statement", ROOT / "tools/accessibility.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)


def test_statement_is_current():
    text = tool.STATEMENT.read_text(encoding="utf-8")
    assert tool.statement(text, ROOT / "tests") == text, "run: python3 tools/accessibility.py"


def test_a_new_proof_changes_the_statement(tmp_path):
    proof = '@pytest.mark.proves("新的一句。")\ndef test_it():\n    pass\n'
    (tmp_path / "test_new.py").write_text(proof, encoding="utf-8")
    assert "- 新的一句。\n" in tool.statement(f"甲\n{tool.START}{tool.END}乙\n", tmp_path)


def test_each_sentence_is_said_once():
    said = [sentence for sentence, _ in tool.proven(ROOT / "tests")]
    assert len(said) == len(set(said)) > 20
