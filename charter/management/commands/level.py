"""Which level does each set of scores in a file reach, by the rules of a framework file?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from charter import framework_file, json_document, level_rules
from charter.framework_form import Framework
from charter.json_document import Fault, Node


class Command(BaseCommand):
    """Prints `[{"level", "rules": [{"level", "rule", "passed", "sentence"}]}]`; needs no database.

    A file or score that cannot be used gets one sentence on standard error, nothing on standard output, and
    exit status 2.
    """

    help = (
        "Compute the level of each set of scores by a framework file's rules. --scores is a JSON list of "
        '{"scores": {code: n}, "not_applicable": [codes]}; the result is a JSON list on standard output. '
        "The framework's policy (hold period, no skipping) is not applied."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both files are given by path."""
        parser.add_argument("--framework", required=True, metavar="FILE.json", help="the framework file")
        parser.add_argument("--scores", required=True, metavar="FILE.json", help="the list of cases")

    def handle(self, *, framework: str, scores: str, **options: Any) -> None:
        """Judge every case before printing any, so that a fault leaves standard output empty."""
        path = framework
        try:
            rules = framework_file.read(Path(framework))
            path = scores
            lines = [judged(rules, case) for case in Node(json_document.read(Path(scores))).each()]
        except Fault as fault:
            self.stderr.write(f"{path}: {fault}")
            sys.exit(2)
        self.stdout.write("[\n" + ",\n".join(lines) + "\n]" if lines else "[]")


def judged(framework: Framework, case: Node) -> str:
    """One case's level and findings as a line of JSON. Raises Fault with its place in the list."""
    scores = case.at("scores").fields()
    absent = case.maybe("not_applicable")
    codes: list[str] = []
    for entry in absent.each() if absent else ():
        code = entry.code()
        standard = framework.standard_by_code.get(code)
        if standard is None or standard.key:
            why = "is a key standard, which always applies" if standard else "is not the code of a standard"
            raise entry.fault(f"{json_document.said(code)} {why}; take it out of this list.")
        codes.append(code)
    try:
        outcome = level_rules.evaluate(framework, scores, codes)
    except Fault as fault:
        raise fault.within(case.place) from None
    rules = [asdict(result) for result in outcome.rules]
    return json.dumps({"level": outcome.level, "rules": rules})
