"""What does a framework still lack before a programme may publish it?"""

from charter.framework_form import Framework, GroupsAtLeast, Rule, StandardsAtLeast
from charter.json_document import said
from charter.level_wording import plural


def gaps(framework: Framework) -> tuple[str, ...]:
    """One sentence for each thing to mend, with its place; empty when the framework may be published.

    The levels of a framework with gaps can be computed; its pages, certificates and panels could not be.
    """
    return (*_about(framework), *_standards(framework), *_levels(framework), *_policy(framework))


def _about(framework: Framework) -> list[str]:
    found = [
        f"{name}: this field is missing; add it."
        for name in ("programme", "slug", "prefix", "title")
        if not getattr(framework, name)
    ]
    named = {
        "themes": [theme.name.casefold() for theme in framework.themes],
        "values": [value.name.casefold() for value in framework.values],
        "levels": [level.name.casefold() for level in framework.levels],
    }
    for place, names in named.items():
        for number, name in enumerate(names):
            if name in names[:number]:
                found.append(f"{place}[{number}].name: this name is used twice; change one of them.")
    for number, value in enumerate(framework.values):
        if not value.statement:
            found.append(f"values[{number}].statement: this field is missing; add what organisations sign.")
    return found


def _standards(framework: Framework) -> list[str]:
    found = []
    for number, standard in enumerate(framework.standards):
        place = f"standards[{number}]"
        for name in ("title", "guidance"):
            if not getattr(standard, name):
                found.append(f"{place}.{name}: this field is missing; add it.")
        if len(standard.descriptors) != len(framework.scale):
            found.append(
                f"{place}.descriptors: write one for each of the {len(framework.scale)} scores on the scale."
            )
    return found


def _levels(framework: Framework) -> list[str]:
    found = []
    for number, level in enumerate(framework.levels):
        if level.valid_months is None:
            found.append(f"levels[{number}].valid_months: this field is missing; add it.")
        for rule_number, rule in enumerate(level.rules):
            fault = _rule(framework, rule)
            if fault:
                found.append(f"levels[{number}].rules[{rule_number}].{fault}")
    return found


def _rule(framework: Framework, rule: Rule) -> str:
    if isinstance(rule, StandardsAtLeast) and rule.count != "all" and rule.count > len(rule.standards):
        named = plural(len(rule.standards), "standard is", "standards are")
        return f"count: only {named} named, so {rule.count} can never be reached."
    if isinstance(rule, GroupsAtLeast):
        groups = len(framework.groups(rule.group))
        if rule.count != "all" and rule.count > groups:
            named = plural(groups, f"{rule.group} is", f"{rule.group}s are")
            return f"count: only {named} listed, so {rule.count} can never be reached."
        if rule.rest_fraction is not None and rule.rest_fraction > rule.fraction:
            return "rest_fraction: the rest may not need more than the others; write a smaller fraction."
    return ""


def _policy(framework: Framework) -> list[str]:
    policy, found = framework.policy, []
    if policy.not_applicable_allowed_on_key:
        found.append("policy.not_applicable_allowed_on_key: a key standard always applies; write false.")
    if policy.quorum_scored > policy.assessors_minimum:
        found.append("policy.quorum_scored: a full panel may be smaller than this; write at most assessors_minimum.")
    if policy.lived_experience_seats_minimum > policy.assessors_minimum:
        found.append("policy.lived_experience_seats_minimum: write at most assessors_minimum.")
    found.extend(f"policy.{name}: no setting is called {said(name)}; check its spelling." for name in policy.unread)
    return found
