"""How does one unit of the journey, made by the actions, become many? By one INSERT … SELECT a table.

A *unit* is some organisations and people with every row that hangs on them. Its copies are the same rows with
other ids, names, references, codes and addresses: whatever the actions wrote, the copies have too, so the
factory never has to be told what an action does. Names in a unit hold ``TOKEN``, which each copy replaces by a
number of its own. Two things stay the template's: a certificate's file, and ids inside a letter's key.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connections, models

from applications import canonical
from applications.models import Application, Evidence, Snapshot
from awards import codes
from awards.models import Award
from charter.kit.models import AuditEvent, Message, OutboxRow
from charter.models import Counter, Invitation, Organisation, Person

TOKEN = 990000
APPS = ("charter", "training", "applications", "assessment", "awards")
TEXT = (models.CharField, models.TextField, models.JSONField)


@dataclass
class Unit:
    """Ids of the rows of one unit by model, each in order; models come before those that point to them."""

    ids: dict[type[models.Model], list[int]] = field(default_factory=dict)

    def place(self, model: type[models.Model], pk: int | None) -> int | None:
        """Where in its model's list a row stands, from 0; None for a row outside."""
        if not hasattr(self, "_places"):
            self._places = {m: {pk: n for n, pk in enumerate(ids)} for m, ids in self.ids.items()}
        return self._places.get(model, {}).get(pk)


def _ordered() -> list[type[models.Model]]:
    """The journey's models, each after those it points to."""
    left = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    done: list[type[models.Model]] = []
    while left:
        ready = [m for m in left if all(t is m or t not in left for t in targets(m).values())]
        done += ready
        left = [model for model in left if model not in ready]
    return done


def targets(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The foreign keys of a model: column → the model it points to."""
    return {f.attname: f.related_model for f in model._meta.concrete_fields if f.is_relation}


def unit_of(organisations: list[int], people: list[int], using: str) -> Unit:
    """Every row that hangs on these organisations and people, the machinery's records of them included."""
    unit = Unit({Person: sorted(people), Organisation: sorted(organisations)})
    for model in _ordered():
        if model in unit.ids:
            continue
        hangs = models.Q()
        for column, target in targets(model).items():
            if target in unit.ids:
                hangs |= models.Q(**{f"{column}__in": unit.ids[target]})
        if hangs:
            unit.ids[model] = _ids(model, hangs, using)
    by_label = defaultdict(list, {model._meta.label: ids for model, ids in unit.ids.items()})
    told = models.Q(pk=None)
    for label, ids in by_label.items():
        told |= models.Q(target_type=label, target_id__in=ids)
    unit.ids[AuditEvent] = _ids(AuditEvent, told, using)
    letters = models.Q(person_id__in=unit.ids[Person]) | models.Q(organisation_id__in=unit.ids[Organisation])
    unit.ids[Message] = _ids(Message, letters, using)
    rows = OutboxRow.objects.using(using).order_by("pk").values_list("pk", "ids")
    unit.ids[OutboxRow] = [pk for pk, ids in rows if any(soft(unit, *item) is not None for item in ids.items())]
    return Unit({model: ids for model, ids in unit.ids.items() if ids})


def _ids(model: type[models.Model], chosen: models.Q, using: str) -> list[int]:
    rows = model._default_manager.using(using).filter(chosen).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def soft(unit: Unit, name: str, pk: int) -> tuple[type[models.Model], int] | None:
    """What an outbox row's ``application_id`` stands for: model and place, or None outside the unit."""
    for model in unit.ids:
        if model._meta.model_name == name.removesuffix("_id").replace("_", ""):
            place = unit.place(model, pk)
            return None if place is None else (model, place)
    return None


@dataclass
class _Copying:
    """One run: where each model's new ids begin, and what is written for each old text."""

    unit: Unit
    first: int
    times: int
    using: str
    begins: dict[type[models.Model], int] = field(default_factory=dict)
    texts: list[tuple[str, str, list]] = field(default_factory=list)

    def moved(self, model: type[models.Model], pk: int | None) -> tuple[int | None, int]:
        """A pointer's value in the first copy and what each further copy adds; outside the unit it stays."""
        place = self.unit.place(model, pk) if pk is not None and model in self.unit.ids else None
        if place is None:
            return pk, 0
        return self.begins[model] + place, len(self.unit.ids[model])


def copy(unit: Unit, *, first: int, times: int, using: str) -> None:
    """Add ``times`` copies of the unit; ``first`` is the number of the first one, 1 for the very first run."""
    run = _Copying(unit, first, times, using)
    with connections[using].cursor() as cursor:
        for model, ids in unit.ids.items():
            cursor.execute(
                "SELECT min(n), max(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) n"
                " FROM generate_series(1, %s)) taken",
                [model._meta.db_table, len(ids) * times],
            )
            low, high = cursor.fetchone()
            assert high - low + 1 == len(ids) * times, "Somebody else is writing here."
            run.begins[model] = low
        run.texts = _texts(run)
        for model in unit.ids:
            statement, values = _insert(run, model)
            cursor.execute(statement, values)


NUMBER = f"({TOKEN} + k)::text"


def _texts(run: _Copying) -> list[tuple[str, str, list]]:
    """Pairs of an old text and the SQL of the new one: the token, references, file names, award codes."""
    pairs: list[tuple[str, str, list]] = [(str(TOKEN), NUMBER, [])]
    references = dict(Application.objects.using(run.using).in_bulk(run.unit.ids.get(Application, [])))
    start, step = _numbers(run, "application", Application)
    for place, pk in enumerate(run.unit.ids.get(Application, [])):
        prefix = references[pk].reference.rsplit("-", 1)[0]
        number = f"({start + place} + (k - {run.first}) * {step})::text"
        new = f"'{prefix}-' || lpad({number}, greatest(4, length({number})), '0')"
        pairs.append((references[pk].reference, new, []))
    for uuid in (*_column(run, Evidence, "uuid"), *_column(run, Person, "uuid")):
        pairs.append((str(uuid), "lpad(to_hex(k), 8, '0') || %s", [str(uuid)[8:]]))
    awards = _column(run, Award, "code")
    for code in awards:
        fresh = [codes.new_code(code.split("-")[0]) for _ in range(run.times)]
        pairs.append((code, f"(%s::text[])[k - {run.first} + 1]", [fresh]))
    return pairs


def _numbers(run: _Copying, name: str, model: type[models.Model]) -> tuple[int, int]:
    """The next number of a programme's counter and how many each copy takes; the counter is moved on."""
    step = len(run.unit.ids.get(model, []))
    if not step:
        return 0, 0
    programme = model._default_manager.using(run.using).get(pk=run.unit.ids[model][0]).programme_id
    counter = Counter.objects.using(run.using).get(programme_id=programme, name=name)
    start = counter.value + 1
    counter.value += step * run.times
    counter.save(using=run.using)
    return start, step


def _column(run: _Copying, model: type[models.Model], name: str) -> list:
    rows = model._default_manager.using(run.using).filter(pk__in=run.unit.ids.get(model, [])).order_by("pk")
    return list(rows.values_list(name, flat=True))


def _rewritten(run: _Copying, expression: str, sample: str) -> tuple[str, list]:
    """``expression`` with every old text that ``sample`` holds replaced."""
    values: list = []
    for old, new, extra in run.texts:
        if old in sample:
            expression = f"replace({expression}, %s, {new})"
            values += [old, *extra]
    return expression, values


def _insert(run: _Copying, model: type[models.Model]) -> tuple[str, list]:
    """The statement that adds all copies of one model's rows."""
    ids, fields = run.unit.ids[model], list(model._meta.concrete_fields)
    rows = list(model._default_manager.using(run.using).filter(pk__in=ids).order_by("pk"))
    arrays: list[tuple[str, str, list]] = [("old", "bigint", ids), ("place", "bigint", list(range(len(ids))))]
    columns, values = [], []
    for column in fields:
        name = column.attname
        pointed = _pointers(run, model, name, rows)
        if column.primary_key:
            expression, extra = f"{run.begins[model]} + (k - {run.first}) * {len(ids)} + place", []
        elif pointed is not None:
            arrays += [
                (f"{name}_a", "bigint", [a for a, _ in pointed]),
                (f"{name}_b", "bigint", [b for _, b in pointed]),
            ]
            expression, extra = f"{name}_a + (k - {run.first}) * {name}_b", []
        else:
            expression, extra = _expression(run, model, column, rows, arrays)
        columns.append(expression)
        values += extra
    taken = ", ".join(f"%s::{kind}[]" for _, kind, _ in arrays)
    names = ", ".join(f'"{name}"' for name, _, _ in arrays)
    into = ", ".join(f'"{f.column}"' for f in fields)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({into}) SELECT {", ".join(columns)}'
        f' FROM unnest({taken}) AS me({names}) JOIN "{model._meta.db_table}" t ON t.id = me.old'
        f" CROSS JOIN generate_series({run.first}, {run.first + run.times - 1}) AS k ORDER BY k, place"
    )
    return statement, [*values, *(array for _, _, array in arrays)]


def _pointers(run: _Copying, model, name: str, rows: list) -> list[tuple[int | None, int]] | None:
    """Where a column points in each row, or None when it is no pointer into the unit."""
    target = targets(model).get(name)
    if model in (AuditEvent, Message):
        bare = {"actor_id": Person, "person_id": Person, "organisation_id": Organisation}
        target = bare.get(name)
        if name == "target_id":
            known = {m._meta.label: m for m in run.unit.ids}
            return [run.moved(known[row.target_type], row.target_id) for row in rows]
    if target not in run.unit.ids:
        return None
    return [run.moved(target, getattr(row, name)) for row in rows]


def _expression(run: _Copying, model, column, rows: list, arrays: list) -> tuple[str, list]:
    """A plain column's SQL in a copy: as it was, but for what must differ."""
    own = f't."{column.column}"'
    match model, column.name:
        case (_, "key" | "message_id") if model in (OutboxRow, Message):
            return f"{own} || '~' || k", []
        case (_, "token_digest") if model is Invitation:
            return f"encode(sha256(convert_to({own} || k, 'UTF8')), 'hex')", []
        case (_, "key") if model is Snapshot:
            return "gen_random_uuid()", []
        case (_, "only_once") if model is AuditEvent:
            return f"{own} || '~' || k", []
        case (_, "uuid") if model in (Evidence, Person):
            return f"(lpad(to_hex(k), 8, '0') || substr({own}::text, 9))::uuid", []
        case (_, "uuid"):
            return "gen_random_uuid()", []
        case (_, "serial") if model is Award:
            start, step = _numbers(run, "award", Award)
            return f"{start} + (k - {run.first}) * {step} + place", []
        case (_, "ids") if model is OutboxRow:
            return _outbox_ids(run, rows, arrays), []
        case (_, "sha256") if model is Snapshot:
            bodies = [canonical.canonical(row.content).decode() for row in rows]
            arrays.append(("body", "text", bodies))
            body, extra = _rewritten(run, "body", "".join(bodies))
            return f"encode(sha256(convert_to({body}, 'UTF8')), 'hex')", extra
    if not isinstance(column, TEXT):
        return own, []
    is_json = isinstance(column, models.JSONField)
    held = [getattr(row, column.attname) for row in rows]
    sample = json.dumps(held, ensure_ascii=False) if is_json else "\n".join(filter(None, held))
    expression, extra = _rewritten(run, f"{own}::text", sample)
    return (f"({expression})::jsonb" if is_json else expression) if extra else own, extra


def _outbox_ids(run: _Copying, rows: list, arrays: list) -> str:
    """The one id that a background effect is about, moved; its name stays."""
    names, moved = [], []
    for row in rows:
        (name, pk), *_ = row.ids.items()
        found = soft(run.unit, name, pk)
        names.append(name)
        moved.append(run.moved(found[0], pk) if found else (pk, 0))
    arrays += [
        ("named", "text", names),
        ("ids_a", "bigint", [a for a, _ in moved]),
        ("ids_b", "bigint", [b for _, b in moved]),
    ]
    return f"jsonb_build_object(named, ids_a + (k - {run.first}) * ids_b)"
